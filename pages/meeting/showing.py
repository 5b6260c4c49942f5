"""What stands on one slide? Its lines, its table or its picture, drawn from the snapshot alone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from analytics.charts import meeting as charts
from analytics.charts.theme import ROWS, on_dark
from analytics.meeting.slides import Slide

ROOMY = 6
"""Rows and lines up to which there is room for larger type."""


def show(slide: Slide, foot: str) -> None:
    if slide.chart:
        spec = charts.picture(slide.chart, list(slide.drawn))
        if st.context.theme.type == "dark":
            spec = on_dark(spec)
        data = {**spec, "datasets": {ROWS: pd.DataFrame(list(slide.drawn))}}
        with st.container(key="stage_chart"):
            st.vega_lite_chart(None, data, width="stretch", height="stretch", alt=slide.title, key=f"stage_picture_{slide.key}")
    look = "two" if slide.kind == "participants" else "roomy" if len(slide.cells) + len(slide.lines) <= ROOMY else ""
    parts = (table(slide.columns, slide.cells), listed(slide.lines))
    st.html(f'<div class="slide {look}"><div>{parts[0]}</div><div>{parts[1]}</div></div><p class="foot">{escape(foot)}</p>')


def listed(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def table(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    if not cells:
        return ""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in cells)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
