"""What would move if one municipality answered some questions higher up? A part of the gap page; never while sharing."""

from __future__ import annotations

from dataclasses import fields

import streamlit as st

from analytics.frames import gap as frames
from analytics.frames.priority import in_words
from analytics.model import Aspect, Question
from analytics.sentences import gap as sentences
from analytics.what_if import WhatIf, what_if
from pages.shared import cached
from pages.shared.screen import View

TRIAL = "gap_trial"


def try_out(view: View, focus: str, aspect: Aspect) -> None:
    """Selectboxes by aspect on the left, those of the chosen one first; what they change on the right."""
    st.subheader(f"回答が上がったら（試算）：{cached.names().get(focus, focus)}", anchor=False)
    choices, results = st.columns(2, gap="large")
    with choices:
        points = raised(view, focus, aspect)
    scope, min_coverage = view.scope.of(focus), view.product.config.measures.min_coverage
    before = WhatIf(**{field.name: cached.table(field.name, scope) for field in fields(WhatIf)})
    after = cached.read(what_if, scope, focus, points, min_coverage, cut=True) if points else before
    with results:
        show(view, focus, len(points), before, after)


def raised(view: View, focus: str, first: Aspect) -> dict[str, float]:
    """The questions raised and their new points. Each can only go up from the present answer."""
    st.button("元に戻す", key="gap_if_reset", on_click=start_again, icon=":material/undo:")
    prefix = f"gap_if_{view.filters.round}_{focus}_{st.session_state.get(TRIAL, 0)}_"
    answers = view.table_of("answers", view.scope.of(focus)).set_index("question")["points"]
    aspects = view.product.model.to_be.aspects
    wished: dict[str, float] = {}
    for tab, aspect in zip(st.tabs([aspect.label for aspect in aspects], default=first.label), aspects, strict=True):
        for id, question in frames.questions_of(view.product.model, view.filters.round or "", aspect.id).items():
            if id in answers.index:
                chosen = choose(tab, question, frames.higher_choices(question, answers[id]), prefix)
                wished |= {} if chosen is None or chosen == answers[id] else {id: chosen}
    return wished


def choose(tab: st.delta_generator.DeltaGenerator, question: Question, options: list[float | None], prefix: str) -> float | None:
    return tab.selectbox(
        question.text,
        options,
        format_func=lambda points: frames.choice_label(question, points),
        key=prefix + question.id,
        disabled=len(options) < 2,
    )


def start_again() -> None:
    """New keys make new widgets: a deleted value would stay on the screen."""
    st.session_state[TRIAL] = st.session_state.get(TRIAL, 0) + 1


def show(view: View, focus: str, count: int, before: WhatIf, after: WhatIf) -> None:
    overall = frames.only(before.overall, "gap"), frames.only(after.overall, "gap")
    verdicts = (in_words(before.priority), in_words(after.priority)) if view.viewer.is_prefecture else None
    st.text(sentences.what_if(count, overall, verdicts))
    if view.viewer.is_prefecture:
        every = view.table_of("overall", view.prefecture_scope)
        st.text(sentences.rank(*(frames.rank(every, focus, gap) for gap in overall)))
    st.table(frames.moved_aspects(before, after, view.product.model))
    st.table(frames.moved_steps(before, after, frames.step_labels(view.product.model, view.filters.round or "")))
