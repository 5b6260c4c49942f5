"""What is kept by hand: one form, built from the declaration of its kind, and one for a single answer of the survey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.frames import intake as frames
from analytics.intake import by_hand
from analytics.intake.taking_in import enter
from analytics.intake.values import REASONS
from analytics.kinds import KINDS, SURVEY, Column, Kind
from analytics.model import Model
from analytics.scope import Scope
from pages.manage.reading_form import years
from pages.shared import cached
from pages.shared.asking import signed_in
from pages.shared.product import product
from pages.shared.screen import View

VERSION, SAVED = "import_form_version", "import_form_saved"
LONG = ("note", "why")


def forms(view: View) -> None:
    """A kind, its form, and what is on record of it."""
    view.lead("支援の記録や目標など、手元で書きためるものを1件ずつ登録します。登録のたびに受付番号が付き、取込履歴から取り消せます。")
    if not cached.names():
        view.empty("municipalities")
    labels = {kind.name: form_label(kind) for kind in by_hand.FORMS}
    kind = KINDS[st.selectbox("登録するもの", list(labels), format_func=lambda name: labels[name], key="import_form_kind")]
    saved = st.session_state.pop(SAVED, None)
    if saved:
        st.success(saved, icon=":material/check_circle:")
    if kind is SURVEY:
        single_answer(view)
    else:
        form_of(view, kind)


def form_label(kind: Kind) -> str:
    return "アンケートの回答（1問）" if kind is SURVEY else kind.label


def form_of(view: View, kind: Kind) -> None:
    """The form of a kind; what holds of the same key already stands in its fields."""
    rows = cached.read(by_hand.held, Scope(view.viewer), kind.name)
    keys, others = by_hand.columns_of(kind)
    key = fields_of(view, kind, keys, {}, "")
    now = by_hand.held_row(rows, kind, key)
    if now:
        st.caption("同じものが登録されています。保存すると、下の内容に置き換わります。")
    given = key | fields_of(view, kind, others, now, str(sorted(map(str, key.items()))))
    if st.button("保存する", type="primary", key=f"import_save_{kind.name}"):
        save(kind, by_hand.row_of(kind, given))
    shown = frames.held(rows, kind, cached.names(), view.product.model)
    if not shown.empty:
        st.subheader("登録されているもの", anchor=False)
        view.table(shown, frames.held_fields(kind), kind.label, key=f"held_{kind.name}")


def save(kind: Kind, row: dict[str, Any]) -> None:
    """Stores one row as a batch of its own; the fields are emptied, so that a second click stores nothing."""
    wrong = by_hand.faults(kind, row)
    for line in wrong:
        st.error(line, icon=":material/error:")
    if not wrong:
        number = enter(product().store, kind, [row], signed_in().role.value)
        st.session_state[SAVED] = f"保存しました（{kind.label}、受付番号 {number}）。"
        st.session_state[VERSION] = st.session_state.get(VERSION, 0) + 1
        st.rerun()


# ---------------------------------------------------------------- one field per type of column


def fields_of(view: View, kind: Kind, columns: Sequence[Column], now: dict[str, Any], of: str) -> dict[str, Any]:
    """The fields of a form, side by side; long texts below them."""
    short = [column for column in columns if column.name not in LONG]
    places = st.columns(min(max(len(short), 1), 4))
    given = {}
    for number, column in enumerate((*short, *(column for column in columns if column.name in LONG))):
        with places[number % len(places)] if number < len(short) else st.container():
            given[column.name] = field(view, kind, column, now.get(column.name), of)
    return given


def field(view: View, kind: Kind, column: Column, now: Any, of: str = "") -> Any:
    """The widget of a column, with what holds now in it. of: the key it belongs to, so that another key has other values."""
    needed = column.required or column.name in kind.key
    label = f"{by_hand.field_label(column)}（必須）" if needed else by_hand.field_label(column)
    key = f"import_{kind.name}_{column.name}_{st.session_state.get(VERSION, 0)}_{of}"
    draw = WIDGETS.get(column.type, text)
    return draw(view, kind, column, label, now, key)


def option(label: str, options: dict[str, str], now: Any, key: str, help: str | None = None) -> str | None:
    keys = list(options)
    index = keys.index(now) if now in keys else None
    return st.selectbox(
        label, keys, index=index, format_func=lambda one: options.get(one, one), key=key, help=help, placeholder="選んでください"
    )


def municipality(view: View, kind: Kind, column: Column, label: str, now: Any, key: str) -> str | None:
    names = cached.names(view.filters.prefecture)
    whole = {code[:2] + "000": f"{view.filters.prefecture}（県全体）" for code in list(names)[:1]} if kind.prefecture_rows else {}
    return option(label, names | whole, now, key)


def round(view: View, kind: Kind, column: Column, label: str, now: Any, key: str) -> str | None:
    return option(label, years(), now or view.filters.round, key)


def aspect(view: View, kind: Kind, column: Column, label: str, now: Any, key: str) -> str | None:
    return option(label, {aspect.id: aspect.label for aspect in view.product.model.to_be.aspects}, now, key)


def choice(view: View, kind: Kind, column: Column, label: str, now: Any, key: str) -> str | None:
    return option(label, {word: word for word in column.choices}, now, key)


def day(view: View, kind: Kind, column: Column, label: str, now: Any, key: str) -> date | None:
    usual = "today" if column.name in kind.key else None
    return st.date_input(label, pd.Timestamp(now).date() if now is not None else usual, format="YYYY/MM/DD", key=key)


def number(view: View, kind: Kind, column: Column, label: str, now: Any, key: str) -> float | None:
    cast = int if column.type == "integer" else float
    low, high = (cast(bound) if bound is not None else None for bound in (column.low, column.high))
    return st.number_input(label, low, high, cast(now) if now is not None else None, step=cast(1), key=key)


def text(view: View, kind: Kind, column: Column, label: str, now: Any, key: str) -> str:
    draw = st.text_area if column.name in LONG else st.text_input
    return draw(label, now or "", key=key, help=column.help or None, placeholder=f"例: {column.example}" if column.example else None)


WIDGETS: dict[str, Callable[..., Any]] = {
    "municipality": municipality,
    "round": round,
    "aspect": aspect,
    "choice": choice,
    "date": day,
    "integer": number,
    "number": number,
}


# ---------------------------------------------------------------- a single answer


def single_answer(view: View) -> None:
    """Municipality, round, question → one of its choices, or why there is no answer."""
    model, version = view.product.model, st.session_state.get(VERSION, 0)
    left, right = st.columns(2)
    with left:
        code = option("市町村（必須）", cached.names(view.filters.prefecture), None, "import_answer_code")
    with right:
        asked_in = option("調査年度（必須）", years(), view.filters.round, "import_answer_round")
    question = option("設問（必須）", questions(model, asked_in), None, "import_answer_question")
    if not (code and asked_in and question):
        st.info("市町村・調査年度・設問を選ぶと、回答を入れられます。", icon=":material/edit:")
        return
    now = cached.read(by_hand.held_answer, Scope(view.viewer), asked_in, code, question)
    st.caption(f"今の回答: {now.get('choice') or now.get('text') or now.get('reason') or '登録なし'}")
    given, reason = answer_fields(model, asked_in, question, now, f"{version}_{asked_in}_{code}_{question}")
    if st.button("保存する", type="primary", disabled=not (given or reason), key="import_answer_save"):
        save(SURVEY, by_hand.answer_row(model, asked_in, code, question, given, reason))


def questions(model: Model, round: str | None) -> dict[str, str]:
    paper = model.questionnaire(round)
    scored = {question.id: f"{question.id} {question.text}" for question in paper.questions}
    return scored | {text.id: f"{text.id} {text.text}" for text in paper.texts}


def answer_fields(model: Model, round: str, question: str, now: dict[str, Any], of: str) -> tuple[str | None, str | None]:
    """The answer, and the reason where there is none."""
    asked = model.questionnaire(round).by_id.get(question)
    options = {choice.label: choice.label for choice in asked.choices} if asked else {}
    reasons = {f"（{reason}）": f"回答がない: {reason}" for reason in REASONS}
    if asked:
        known = now.get("choice") or (f"（{now['reason']}）" if now.get("reason") else None)
        given = option("回答", options | reasons, known, f"import_answer_{of}", help=asked.help or None)
        return (None, given.strip("（）")) if given in reasons else (given, None)
    return st.text_area("回答（自由記述）", now.get("text", ""), key=f"import_answer_{of}"), None
