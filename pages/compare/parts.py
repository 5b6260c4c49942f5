"""What does 近隣比較 show? STEPs and aspects, single answers, published indicators, and ranks behind a switch."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from pandas import DataFrame

from analytics import published
from analytics.charts import neighbours as charts
from analytics.charts.theme import ROWS
from analytics.frames import neighbours as frames
from analytics.frames import notes as note_frames
from analytics.model import Questionnaire, numbered
from analytics.registry import Field
from analytics.sentences import neighbours as sentences
from pages.compare.mentors import mentors
from pages.shared import cached, note_field
from pages.shared.address import choose
from pages.shared.neighbourhood import Neighbourhood
from pages.shared.screen import View, column, table_fields
from pages.shared.stability import stability

SURVEY = ("survey", "steps")
NAME = Field("name", "団体", "text", "市町村の名前。")
DOT_FIELDS = (
    Field("label", "項目", "text", "STEP・観点・指標の名前。"),
    NAME,
    Field("role", "区分", "text", "中心の団体か比較相手か。"),
    Field("value", "値", "score", ""),
)
ANSWER_FIELDS = (
    Field("question", "設問番号", "code", ""),
    Field("wording", "設問", "text", ""),
    NAME,
    Field("said", "回答", "text", "選んだ選択肢。点数がないときはその理由。"),
    Field("text", "点数／満点", "text", ""),
)
SAID_FIELDS = (
    Field("said", "回答", "text", "選択肢（上位のものから）と、点数がない理由。"),
    Field("points", "点数", "score", ""),
    Field("n", "団体数", "integer", ""),
    Field("names", "団体", "text", ""),
)


def questionnaire(view: View) -> Questionnaire | None:
    return view.product.model.questionnaire(view.filters.round) if view.filters.round else None


def items(view: View, near: Neighbourhood, members: DataFrame, rows: DataFrame) -> None:
    """Named dots over the peers' band: one chart for the STEPs, one for the aspects with their target."""
    paper, scope = questionnaire(view), view.scope_of(*members["code"])
    steps = cached.table("steps", scope).rename(columns={"step": "item", "score": "value"})
    labels = frames.item_labels(view.product.model, paper)
    if steps["value"].notna().any():
        dots(view, members, rows, steps, of_measure(labels, "step"), "STEP", float(steps["max"].max()), "得点（点）", kind="step")
    gap = cached.table("gap", scope).rename(columns={"aspect": "item", "as_is": "value"})
    targets = gap[gap["code"] == near.focus].set_index("item")["target"].to_dict()
    dots(view, members, rows, gap, of_measure(labels, "aspect"), "観点", 100.0, "現状（点、0～100）", targets)
    in_words(rows[rows["measure"].isin(sentences.SURVEYED)], "STEP・観点")
    note_field.note_field(view, dict(zip(members["code"], members["name"], strict=True)), ("step", "aspect"))
    stability(view, near.focus, near.method, "below_peers")
    mentors(view, near)
    view.source(*SURVEY, "targets", n=int(steps.dropna(subset=["value"])["code"].nunique()), of=len(members))
    view.unconfirmed()
    ranks(view, rows, ("step", "aspect", "overall"))


def of_measure(labels: dict[tuple[str, str], str], measure: str) -> dict[str, str]:
    return {item: label for (kind, item), label in labels.items() if kind == measure}


def dots(
    view: View,
    members: DataFrame,
    rows: DataFrame,
    values: DataFrame,
    labels: dict[str, str],
    of: str,
    scale: float,
    axis: str,
    targets: dict[str, float] | None = None,
    kind: str = "aspect",
) -> None:
    about = rows[rows["item"].isin(list(labels))]
    drawn = frames.picture(values, members, labels, about, scale, targets)
    with_away = bool(sentences.away(members))
    spec = charts.dot_and_band(drawn.labels, drawn.heights, scale, axis, with_target=bool(targets), with_away=with_away)
    title = sentences.finding(members["name"].iloc[0], about, of)
    sets = {ROWS: drawn.dots, charts.BANDS: drawn.bands}
    signs = note_frames.beside(note_frames.signs(note_field.known(view, *members["code"]), kind, labels), members, drawn.dots)
    view.chart(*note_field.marked(view, spec, sets, signs, along="xy", at={}, yOffset=-12), title, DOT_FIELDS, key=of)


def in_words(rows: DataFrame, of: str) -> None:
    """What stands out, all of it by name: for minutes and for those who do not see the chart."""
    for line in sentences.differing(rows, of):
        st.text(line)


def answers(view: View, near: Neighbourhood, members: DataFrame, rows: DataFrame) -> None:
    """Question by municipality, then who gave which answer to one question."""
    paper = questionnaire(view)
    if paper is None:
        return
    found = cached.table("answers", view.scope_of(*members["code"]))
    cells = frames.grid(found, members, paper)
    behind = frames.behind(cells, near.focus)
    spec = charts.answers(tuple(cells["row"].unique()), tuple(members["label"]))
    title = sentences.heat_map(members["name"].iloc[0], len(paper.questions), len(behind))
    view.chart(spec, cells[frames.CELLS], title, ANSWER_FIELDS, key="answers")
    view.source("survey", n=int(found["code"].nunique()), of=len(members))
    asked = {question.id: f"{numbered(question.id)} {question.text}" for question in paper.questions}
    chosen = choose(
        st.selectbox, "設問を選ぶと、だれがどう答えたかを表示します", asked, "question", index=list(asked).index((behind or list(asked))[0])
    )
    view.table(frames.who_answered(cells, paper, chosen), SAID_FIELDS, f"近隣比較_{chosen}", key="said")
    view.unconfirmed()


def indicators(view: View, near: Neighbourhood, members: DataFrame, rows: DataFrame) -> None:
    """All published indicators side by side, and in dots those where the one in focus differs most."""
    values = frames.cells(cached.read(published.newest, view.scope_of(*members["code"])))
    if values.empty:
        view.empty("indicators")
    ranked = rows[rows["measure"] == "indicator"]
    told = frames.most_different(ranked, values, near.focus)
    if len(told):
        labels = dict(zip(told["item"], told["item"], strict=True))
        dots(
            view,
            members,
            told,
            values.rename(columns={"indicator": "item"}),
            labels,
            sentences.furthest(len(told)),
            100.0,
            "値（%）",
            kind="indicator",
        )
    side_by_side(view, near, members, values, ranked)
    in_words(ranked, "公表指標")
    view.source("indicators", n=values.dropna(subset=["value"])["code"].nunique())
    ranks(view, rows, ("indicator",))


def side_by_side(view: View, near: Neighbourhood, members: DataFrame, values: DataFrame, ranked: DataFrame) -> None:
    """Cells in words on screen (with the reason where there is no value), real numbers in what is saved."""
    unknown = values["indicator"].nunique() - len(ranked)
    view.finding(sentences.side_by_side(ranked, values["indicator"].nunique(), unknown))
    fields = frames.indicator_fields(members)
    pinned = {field.name: st.column_config.TextColumn(field.label, pinned=True) for field in fields[:2]}
    st.dataframe(
        frames.side_by_side(values, members, ranked)[[field.name for field in fields]],
        hide_index=True,
        column_config={field.name: column(field) for field in fields} | pinned,
        key="neighbours_indicators_table",
    )
    view.downloads(frames.side_by_side(values, members, ranked, as_text=False), fields, "近隣比較_公表指標", key="indicators")


def ranks(view: View, rows: DataFrame, measures: tuple[str, ...]) -> None:
    """For the prefecture on request, and never while the screen is shared."""
    if not view.viewer.is_prefecture or view.sharing:
        return
    if st.toggle(
        "順位と百分位を表示する（県担当だけ）",
        key="neighbours_ranks",
        help="比べる相手の中での位置です。資料や会議では使わない前提で、初めは隠しています。",
    ):
        fields = {field.name: field for field in table_fields("benchmark")}
        chosen = [fields[name] for name in ("value", "n", "q1", "median", "q3", "rank", "percentile")]
        label = Field("label", "項目", "text", "STEP・観点・指標の名前。")
        view.table(
            rows[rows["measure"].isin(measures)],
            (label, *chosen, Field("standing", "位置", "text", "比較相手の四分位からみた位置。")),
            "近隣比較_順位",
            key="ranks",
        )


DRAW: dict[str, Callable[[View, Neighbourhood, DataFrame, DataFrame], None]] = {"items": items, "answers": answers, "published": indicators}
