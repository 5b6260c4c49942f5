"""What stands on one slide? Its lines, its table, its cards or its picture, drawn from the snapshot alone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from analytics.charts import meeting as charts
from analytics.charts.theme import ROWS, on_dark
from analytics.meeting.slides import Slide

CARDS = ("voices",)
"""Kinds whose rows are cards of a question and its answer."""


def show(slide: Slide) -> None:
    """The picture beside its table, or either alone."""
    if not slide.chart:
        st.html(body(slide))
    elif not slide.cells:
        draw(slide)
    else:
        left, right = st.columns([2, 3], gap="medium")
        with left:
            draw(slide)
        with right:
            st.html(body(slide))


def draw(slide: Slide) -> None:
    spec = charts.picture(slide.chart, list(slide.drawn))
    if st.context.theme.type == "dark":
        spec = on_dark(spec)
    with st.container(key="stage_chart"):
        st.vega_lite_chart(
            None, {**spec, **data(slide)}, width="stretch", height="stretch", alt=slide.title, key=f"stage_picture_{slide.key}"
        )


def data(slide: Slide) -> dict[str, Any]:
    """Figures travel as a table, outlines as they are: Streamlit makes tables of all data sets by name."""
    if slide.chart == "map":
        return {"data": {"values": list(slide.drawn)}}
    return {"datasets": {ROWS: pd.DataFrame(list(slide.drawn))}}


def body(slide: Slide) -> str:
    told = cards(slide.cells) if slide.kind in CARDS else table(slide.columns, slide.cells)
    return f'<div class="slide {slide.kind} {size(slide)}">{told}{listed(slide.lines)}</div>'


def size(slide: Slide) -> str:
    """Larger type where there is little to read."""
    lines = len(slide.cells) + len(slide.lines)
    if slide.promises:  # below them stands the form that asks how they are
        return ""
    if slide.kind in CARDS:  # two in a row, as tall as the longer one
        answers = [len(answer) for _, answer in slide.cells]
        return sized(sum(max(answers[place : place + 2]) for place in range(0, len(answers), 2)), 110, 220)
    if slide.kind == "programme":
        return "larger" if lines <= 12 else "long" if lines > 15 else ""
    letters = sum(len(cell) for row in slide.cells for cell in row) + sum(map(len, slide.lines))
    if lines <= 4:
        return "" if slide.chart else sized(letters, 180, 420)
    return "larger" if not slide.chart and lines <= 8 and letters <= 240 else ""


def sized(letters: int, few: int, some: int) -> str:
    return "largest" if letters <= few else "larger" if letters <= some else ""


def cards(cells: Sequence[Sequence[str]]) -> str:
    told = "".join(f"<section><h2>{escape(asked)}</h2><p>{escape(answer)}</p></section>" for asked, answer in cells)
    return f'<div class="cards">{told}</div>'


def listed(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def table(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    if not cells:
        return ""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in cells)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
