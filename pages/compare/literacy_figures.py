"""What does the literacy page show? One function per figure: ask, show."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from pandas import DataFrame

from analytics import literacy
from analytics.charts import literacy as charts
from analytics.frames import literacy as frames
from analytics.registry import Field
from analytics.sentences import literacy as sentences
from pages.compare.literacy_sheet import Diagnosis
from pages.look.seen import HALF
from pages.shared import cached
from pages.shared.screen import View, sized
from pages.shared.words import fiscal_year

PRIVACY = (
    "人数は5人単位、平均と標準偏差は小数第1位に丸めた数値です。8人に満たない集団と、それが分かってしまう集団は表示しません。"
    "差・区間・効果量は、丸めた数値から計算しています。"
)


def drawn(rows: DataFrame, columns: Sequence[str], fields: Sequence[Field]) -> DataFrame:
    return rows[list(dict.fromkeys([*columns, *(field.name for field in fields)]))]


def kept(view: View, diagnosis: Diagnosis) -> None:
    """Whose figures are older than the newest file in force."""
    told = sentences.kept(fiscal_year(diagnosis.round), diagnosis.rows, view.product.config.privacy.min_group)
    if told:
        st.caption(told)


def side_by_side(view: View, diagnosis: Diagnosis, category: str) -> None:
    """All in code order, pools after the municipalities: the differences, then the means of all staff."""
    halves = st.grid(2, min_column_width=HALF, gap="medium")
    rows = diagnosis.differences(category)
    with halves.cell():
        view.chart(
            charts.differences(tuple(rows["label"]), "団体・まとまり"),
            drawn(rows, frames.DRAWN_DIFFERENCES, frames.DIFFERENCE_FIELDS),
            sentences.differences(category, rows),
            frames.DIFFERENCE_FIELDS,
            key="管理職と一般職員の差",
        )
    whole = diagnosis.rows[(diagnosis.rows["department"] == "") & (diagnosis.rows["position_group"] == "")]
    means = frames.means(whole, category)
    with halves.cell():
        view.chart(
            charts.means(tuple(means["label"]), "団体・まとまり"),
            drawn(means, frames.DRAWN_MEANS, frames.MEAN_FIELDS),
            sentences.means(category, means),
            frames.MEAN_FIELDS,
            key="平均",
        )
    st.caption(sentences.NO_ORDER)
    known = means["mean"].notna() & (means["kind"] == frames.MUNICIPALITY)
    view.source("literacy", "literacy_groups", n=int(known.sum()) or None)


def one_unit(view: View, diagnosis: Diagnosis, unit: str, category: str) -> None:
    """One municipality or pool: every category, the departments, the distribution."""
    own = frames.of_unit(diagnosis.rows, unit)
    name = str(own["name"].iloc[0])
    halves = st.grid(2, min_column_width=HALF, gap="medium")
    with halves.cell():
        rows = frames.by_category(frames.of_unit(diagnosis.gaps, unit), own)
        view.chart(
            charts.differences(tuple(rows["label"]), diagnosis.parts),
            drawn(rows, frames.DRAWN_DIFFERENCES, frames.CATEGORY_FIELDS),
            sentences.by_category(rows, diagnosis.parts),
            frames.CATEGORY_FIELDS,
            key="区分ごとの差",
        )
    with halves.cell():
        distribution(view, own, name, category)
    departments(view, own, name, category)


def distribution(view: View, own: DataFrame, name: str, category: str) -> None:
    rows = frames.bands(own, category)
    if rows.empty:
        view.finding(sentences.bands(name, category, rows))
        return
    labels = tuple(dict.fromkeys(rows["label"]))
    view.chart(charts.bands(labels), rows, sentences.bands(name, category, rows), frames.BAND_FIELDS, key="得点の分布")


def departments(view: View, own: DataFrame, name: str, category: str) -> None:
    """Of a pool and of a municipality with one department there are none."""
    rows = frames.departments(own, category)
    if rows.empty:
        return
    spec = charts.means(tuple(rows["label"]), "所属")
    data = drawn(rows, frames.DRAWN_MEANS, frames.DEPARTMENT_FIELDS)
    view.chart(spec, data, sentences.departments(name, category, rows), frames.DEPARTMENT_FIELDS, key="所属ごとの平均")


def shares(view: View, diagnosis: Diagnosis, unit: str) -> None:
    own = frames.of_unit(diagnosis.rows, unit)
    rows = frames.shares(literacy.shares(own))
    if rows.empty:
        return
    spec = charts.shares(tuple(dict.fromkeys(rows["label"])))
    view.chart(spec, rows, sentences.shares(str(own["name"].iloc[0]), rows), frames.SHARE_FIELDS, key="肯定的な回答")


def needs(view: View, diagnosis: Diagnosis) -> None:
    rows = frames.needs(diagnosis.rows)
    st.subheader("研修の対象の候補", anchor=False)
    view.finding(sentences.needs(rows))
    if len(rows):
        view.table(rows, frames.NEED_FIELDS, "研修の対象の候補", key="needs")


def response(view: View, diagnosis: Diagnosis) -> None:
    """Where the master tells how many staff there are."""
    staff = cached.read(literacy.staff, diagnosis.scope.in_round(None), cut=True)
    rows = frames.responses(literacy.response(diagnosis.rows, staff), cached.names())
    if rows.empty:
        return
    st.subheader("受診率", anchor=False)
    view.finding(sentences.response(rows))
    view.table(rows, frames.RESPONSE_FIELDS, "受診率", key="response")


def listing(view: View, diagnosis: Diagnosis) -> None:
    st.subheader("すべての数値", anchor=False)
    view.table(
        frames.listing(diagnosis.rows),
        frames.LISTING_FIELDS,
        diagnosis.instrument or "診断",
        key="listing",
        **sized(frames.LISTING_FIELDS, category=150),
    )
