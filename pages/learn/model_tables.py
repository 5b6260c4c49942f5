"""What is the model made of, who sees what, and where do the data come from? The sections that are read, not computed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics import VERSION
from analytics.frames import method as frames
from analytics.model import Question, numbered
from analytics.profiles import profiles
from analytics.schema import VERSION as DATABASE_VERSION
from analytics.sentences import method as sentences
from analytics.sentences.cases import SOURCE
from pages.learn.formulas import paper_of
from pages.learn.passages import bullets, card, cited, heading, passage
from pages.shared.screen import View, exports_safe


def model(view: View) -> None:
    """As-Is and To-Be side by side, with weight and target in force for the round."""
    product = view.product
    table = frames.aspect_table(product.config, product.model, paper_of(view), view.filters.round)
    for row in table.to_dict("records"):
        with st.container(border=True):
            left, middle, right = st.columns([2, 3, 3])
            with left:
                passage(str(row["label"]), f"重み {row['weight']:g}・目標 {row['target']:g}")
            with middle:
                passage("現状（As-Is）", str(row["as_is"]))
            with right:
                passage("あるべき姿（To-Be）", str(row["to_be"]))
            st.caption(f"{exports_safe(str(row['explanation']))}　設問: {row['questions']}")
    cited(9)
    view.downloads(table, frames.ASPECT_FIELDS, "あるべき姿のモデル", key="aspects")
    view.unconfirmed()


def causes(view: View) -> None:
    factors, outcomes = frames.factor_table(view.product.model, paper_of(view)), frames.outcome_table(view.product.model, paper_of(view))
    grid = st.grid(2, min_column_width=300, border=True)
    for row in factors.to_dict("records"):
        with grid.cell():
            notes = (f"観点: {row['aspects']}", f"応えるアウトカム: {row['outcomes']}", f"設問: {row['questions']}")
            card(str(row["label"]), str(row["explanation"]), *notes)
    cited(10)
    view.downloads(factors, frames.FACTOR_FIELDS, "ギャップ要因", key="causes")
    heading("アウトカム")
    view.table(outcomes, frames.OUTCOME_FIELDS, "アウトカム", key="outcomes")
    cited(14)
    view.unconfirmed()


def questionnaire(view: View) -> None:
    """Question by question under its step, and the whole as one table to keep."""
    paper = paper_of(view)
    for step in paper.steps:
        questions = [question for question in paper.questions if question.step == step.id]
        title = f"{step.id.upper()} {step.label}（{len(questions)}問、満点 {paper.step_maximum(step.id):g}点）"
        with st.expander(exports_safe(title), expanded=step is paper.steps[0]):
            for question in questions:
                one_question(view, question)
    with st.expander("採点しない記述の設問"):
        bullets(f"{text.id} {text.text}" for text in paper.texts)
    heading("調査票を表で見る")
    view.table(frames.question_table(view.product.model, paper), frames.QUESTION_FIELDS, "調査票と配点", key="questions")
    view.unconfirmed()


def one_question(view: View, question: Question) -> None:
    to_be = view.product.model.to_be
    labels = {aspect.id: aspect.label for aspect in to_be.aspects} | {factor.id: factor.label for factor in to_be.factors}
    passage(f"{numbered(question.id)} {question.text}", frames.choices(question))
    about = (
        f"分野 {question.field}・観点 {labels[question.aspect]}・要因 {frames.named(question.factors, labels)}・重み {question.weight:g}"
    )
    st.caption(exports_safe(f"{about}　{question.help}"))


def missing(view: View) -> None:
    pairs(sentences.MISSING)
    bullets(sentences.MISSING_RULES)


def pairs(rows: Sequence[tuple[str, str]]) -> None:
    grid = st.grid(3, min_column_width=260, border=True)
    for title, text in rows:
        with grid.cell():
            card(title, text)


def reading(view: View) -> None:
    passage(f"{SOURCE} にあるもの", sentences.OF_THE_SOURCE)
    passage("この製品が読み取ったもの・決めたもの", sentences.OF_THIS_PRODUCT)
    view.unconfirmed()


def sight(view: View) -> None:
    heading("役割ごとに見えるもの")
    pairs(sentences.SIGHT)
    heading("開示の同意")
    pairs(sentences.CONSENT)
    heading("少数の団体を守るきまり")
    bullets(sentences.SIGHT_RULES)


def licences(view: View) -> None:
    for row in frames.licence_table(profiles()).to_dict("records"):
        with st.container(border=True):
            card(str(row["label"]), f"{row['source']}（{row['licence']}）")
    bullets([f"事例・手順書・モデルの言葉は{SOURCE}によります。各項目にページを添えています。", sentences.OWN_DATA])


def versions(view: View) -> None:
    papers = view.product.model.questionnaires
    bullets(
        [
            f"製品の版 {VERSION}",
            f"データベースの版 {DATABASE_VERSION}",
            *(f"調査票 {len(paper.questions)}問（{sentences.years(paper)}）" for paper in papers),
            f"モデルの出典 {SOURCE}",
        ]
    )
    view.source()
