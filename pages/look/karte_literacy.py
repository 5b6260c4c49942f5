"""What does the newest diagnosis say of this municipality's managers and staff? The small part of the karte."""

from __future__ import annotations

import streamlit as st

from analytics import literacy as measure
from analytics.charts import literacy as charts
from analytics.frames import literacy as frames
from analytics.sentences import literacy as sentences
from pages.look.karte_figures import Sheet
from pages.shared import cached
from pages.shared.words import fiscal_year


def literacy(here: Sheet) -> None:
    """Nothing where there is no diagnosis; what is hidden is said to be. Questionnaires have their own page."""
    view, opinions = here.view, tuple(here.view.product.config.literacy.questionnaires)
    found = cached.read(measure.literacy, view.scope_of(here.near.focus).in_round(None), cut=True)
    rows = frames.newest(frames.named(found, cached.names(), True), opinions)
    if rows.empty:
        return
    differences = frames.by_category(measure.gaps(rows), rows)
    st.subheader("DXリテラシー診断", anchor=False)
    view.chart(
        charts.differences(tuple(differences["label"]), "区分"),
        differences,
        f"{fiscal_year(rows['round'].iloc[0])}の{rows['instrument'].iloc[0] or '診断'} {sentences.by_category(differences)}",
        frames.CATEGORY_FIELDS,
        key="DXリテラシー診断",
    )
    st.page_link("compare/literacy.py", label="DXリテラシー診断を開く", icon=":material/school:", query_params={"m": here.name})
