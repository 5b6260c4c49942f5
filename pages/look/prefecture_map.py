"""Which part of the prefecture stands where? The map of one chosen measure; a click opens the karte."""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame

from analytics import published
from analytics.charts import maps, theme
from analytics.frames import overview as frames
from analytics.sentences import overview as sentences
from pages.look.seen import Seen
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.screen import View

ANSWERED = maps.Classes("回答の状況", ("回答済", "未回答"), (theme.BLUE, theme.UNKNOWN))


def prefecture_map(view: View, here: Seen) -> None:
    """Who has answered is for the prefecture's eyes; who sees no rows still sees the published indicators."""
    own = view.viewer.is_prefecture and not view.sharing and view.filters.round
    options = frames.measures(view.product.model, view.filters.round, cached.read(published.newest, view.scope), bool(here.answered))
    labels = ({frames.ANSWERED: "回答の状況"} if own else {}) | {key: measure.label for key, measure in options.items()}
    if not labels:
        return
    key = choose(st.selectbox, "地図に表す項目", labels, "map")
    colour: maps.Shade | maps.Classes = ANSWERED if key == frames.ANSWERED else colour_of(options[key])
    if key == frames.ANSWERED:
        rows = frames.answered(here.codes, here.answered, here.names)
        title = sentences.answered(len(here.answered), len(here.codes))
    else:
        rows = frames.measured(table_of(view, options[key].table), options[key], here.names)
        on_map = int(rows["code"].isin(here.municipalities["code"]).sum())
        title = sentences.place_of(options[key].label, on_map, len(here.municipalities), len(rows) - on_map)
    draw(view, here, rows, colour, title)


def colour_of(measure: frames.Measure) -> maps.Shade | maps.Classes:
    if frames.is_done_or_not(measure):
        return maps.Classes(measure.label, tuple(frames.DONE.values()), (theme.BLUE, theme.ORANGE))
    return maps.Shade(measure.label + measure.unit, measure.low, measure.high)


def table_of(view: View, name: str) -> DataFrame:
    return cached.read(published.newest, view.scope) if name == "indicators" else view.table_of(name)


def draw(view: View, here: Seen, rows: DataFrame, colour: maps.Shade | maps.Classes, title: str) -> None:
    """Areas, or tiles where no boundaries were taken in."""
    outlines = cached.shapes(view.scope)
    if outlines["features"]:
        spec = maps.area_map(colour, len(outlines["features"]) <= maps.LABELLED)
        data = {theme.ROWS: rows, maps.SHAPES: outlines}
    else:
        cells = maps.tiles(frames.by_block(here.municipalities))
        spec, data = maps.tile_map(colour, int(cells["row"].max()) + 1), frames.every_tile(rows, cells, here.names)
    picked = view.chart(spec, data, title, frames.MAP_FIELDS, key="地図", on_select="rerun", selection_mode=maps.PICKED)
    st.caption(
        "団体を押すと、その団体のカルテを開きます。"
        + ("" if outlines["features"] else "境界データがないため、圏域ごとに並べたタイルで表しています。")
    )
    points = picked.selection.get(maps.PICKED) or []
    if points:
        st.switch_page("look/karte.py", query_params={"focus": here.names[points[0]["code"]]})
