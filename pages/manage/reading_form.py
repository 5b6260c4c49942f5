"""How is one file read, and what should be read otherwise? A form: nothing is read anew before its button."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from analytics.frames.intake import COLUMN_FIELDS, round_in_words
from analytics.intake.checking.answers import WAYS
from analytics.intake.looking import Look, corrected, corrections, use_choices
from analytics.intake.understanding.plan import Understanding, Wishes
from analytics.kinds import KINDS
from analytics.sentences import intake as says
from pages.manage import tray
from pages.manage.tray import Piece
from pages.shared import cached
from pages.shared.screen import View, column
from pages.shared.words import fiscal_year, this_fiscal_year

AUTOMATIC = "自動で判断"


def reading_form(view: View, piece: Piece, look: Look) -> None:
    """What was recognised (guesses said to be such), each correctable."""
    plan = look.examination.plan if look.examination else None
    if plan:
        st.text(says.recognised(plan, places_in_words(plan), round_in_words(plan, fiscal_year)))
    form = f"import_reading_{piece.sha256}_{piece.version}"
    with st.expander("読み方を直す", icon=":material/tune:", expanded=needs_a_look(plan)), st.form(form, border=False):
        first_rows(look)
        wishes = choose_reading(piece, look, plan)
        wanted = choose_columns(view, look, plan, piece)
        if st.form_submit_button("この読み方で調べ直す", icon=":material/refresh:"):
            tray.correct(piece, with_columns(view, look, plan, wishes, wanted, piece.wishes))
            st.rerun()


def needs_a_look(plan: Understanding | None) -> bool:
    """Nothing was recognised, a column was guessed, or one that the kind needs was not found."""
    return plan is None or any(part.mapping.guessed or part.lacking for part in plan.parts[:1])


def first_rows(look: Look) -> None:
    """The top of a file that was not understood, so that its user sees in which rows the column names stand."""
    if not look.head.empty:
        st.caption("ファイルの初めの行です。列名の行と種類を指定すると、読み取れることがあります。")
        st.dataframe(look.head, hide_index=True, column_config={"行": st.column_config.NumberColumn(width=50)})


def places_in_words(plan: Understanding) -> str:
    """Which municipality the file is about, where its rows do not say it."""
    codes = list(dict.fromkeys(part.municipality for part in plan.parts if part.municipality))
    names = [cached.names().get(code, code) for code in codes]
    return "・".join(names[:5]) + (f" ほか{len(names) - 5}団体" if len(names) > 5 else "")


def choose_reading(piece: Piece, look: Look, plan: Understanding | None) -> Wishes:
    """Kind, round, municipality, sheet and the way answers are written; the first choice of each is to recognise it."""
    wishes, names = piece.wishes, cached.names()
    first, second = st.columns(2), st.columns(3)
    with first[0]:
        kind = chosen(
            "種類", {name: kind.label for name, kind in KINDS.items() if name != "boundaries"}, wishes.kind, plan.kind.label if plan else ""
        )
    with first[1]:
        round = chosen("調査年度（指標では年）", years(), wishes.round, round_in_words(plan, fiscal_year) if plan else "")
    with second[0]:
        place = chosen("市町村（行に書かれていないとき）", names, wishes.municipality, places_in_words(plan) if plan else "")
    with second[1]:
        sheet = chosen("シート", {name: name for name in look.sheets}, wishes.sheet, "すべてのシート" if len(look.sheets) > 1 else "")
    with second[2]:
        answers = chosen("回答の書き方", WAYS, wishes.answers, "列ごとに判断")
    header = choose_header(wishes)
    return Wishes(kind, round, place, sheet, answers, wishes.columns, header)


def choose_header(wishes: Wishes) -> tuple[int, int] | None:
    """The rows in which the column names stand, None where that is left to the recognition."""
    first, last = wishes.header or (None, None)
    left, right = st.columns(2)
    first = left.number_input(
        "列名の行（初め）", 1, 1000, first, placeholder=AUTOMATIC, help="列名が何行目から始まるか。空なら自動で判断します。"
    )
    last = right.number_input(
        "列名の行（終わり）", 1, 1000, last, placeholder=AUTOMATIC, help="列名が1行だけのときは、空のままでかまいません。"
    )
    return (first, max(first, last or first)) if first else None


def chosen(label: str, options: dict[str, str], wish: str | None, guess: str) -> str | None:
    """One choice whose first option leaves it to the recognition and says what that found."""
    automatic = f"{AUTOMATIC}（{guess}）" if guess else AUTOMATIC
    keys: list[str | None] = [None, *options]
    return st.selectbox(
        label, keys, index=keys.index(wish) if wish in keys else 0, format_func=lambda key: automatic if key is None else options[key]
    )


def years() -> dict[str, str]:
    """Rounds from the next fiscal year down, each with its second one."""
    newest = this_fiscal_year() + 1
    return {round: fiscal_year(round) for year in range(newest, newest - 12, -1) for round in (str(year), f"{year}-2")}


def choose_columns(view: View, look: Look, plan: Understanding | None, piece: Piece) -> list[str]:
    if plan is None or look.columns.empty:
        return []
    st.caption(f"列の対応。{says.guesses(plan)}「取り込む項目」を選び直せます。")
    options = use_choices(plan.kind, view.product.model, plan.round)
    editable = st.column_config.SelectboxColumn("取り込む項目", options=options, required=True, width=300)
    edited = st.data_editor(
        look.columns,
        hide_index=True,
        disabled=[field.name for field in COLUMN_FIELDS if field.name != "use"],
        column_order=[field.name for field in COLUMN_FIELDS],
        column_config={field.name: column(field) for field in COLUMN_FIELDS}
        | {"use": editable, "header": st.column_config.TextColumn("見出し", width=240)},
        key=f"import_columns_{piece.sha256}_{piece.version}",
    )
    return list(edited["use"])


def with_columns(view: View, look: Look, plan: Understanding | None, wishes: Wishes, wanted: list[str], before: Wishes) -> Wishes:
    """Columns assigned by hand belong to a kind and a sheet: with another one they are recognised anew."""
    if (wishes.kind, wishes.sheet, wishes.header) != (before.kind, before.sheet, before.header):
        return replace(wishes, columns=())
    if plan is None or not wanted:
        return wishes
    return corrected(wishes, corrections(look.columns, wanted, plan.kind, view.product.model, plan.round))
