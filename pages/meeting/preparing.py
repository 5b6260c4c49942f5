"""Who is invited, what may be shown, what is talked about? The form from which a meeting begins."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics.meeting import composing, record
from analytics.meeting.consent import MOST
from analytics.meeting.material import material
from analytics.meeting.record import Held
from analytics.scope import Scope
from analytics.sentences import meeting as sentences
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.on_stage import enter_stage
from pages.shared.product import product
from pages.shared.screen import View, exports_safe

NEIGHBOURS, AGAIN, GROUP = "neighbours", "again:", "group:"
CIRCLES = 8
"""Circles that have met, which are proposed to meet again."""
MODES = ("実名", "匿名（団体A、団体B…）")


def prepare(view: View) -> None:
    view.finding("会議を準備する")
    label, group, codes, unnamed = choose_circle(view)
    named, long, begin = st.columns([6, 2, 2], vertical_alignment="bottom")
    minutes = int(long.number_input("会議の長さ（分）", 15, 480, view.product.config.meeting.minutes, 15, key="meeting_minutes"))
    name = named.text_input("会議の名前", title(view, label, unnamed), key=f"meeting_name_{label}_{unnamed}")
    made = draft(view, codes, group, unnamed, minutes)
    st.markdown(exports_safe(made.summary))
    st.caption(exports_safe(made.consent))
    if made.material.table.is_guessable:
        st.warning(sentences.GUESSABLE, icon=":material/visibility_off:")
    keys, own = choose_slides(made)
    if begin.button("会議を始める", type="primary", icon=":material/slideshow:", key="meeting_begin", width="stretch"):
        snapshot = composing.frozen(made, name, date.today(), minutes, keys, own.splitlines())
        number = record.hold(view.product.store, snapshot, made.material.table.codes, group, view.viewer.role.value)
        enter_stage(number, snapshot.slides[0].key)
        st.rerun()


def choose_circle(view: View) -> tuple[str, str, tuple[str, ...], bool]:
    """How the circle is called, the named group if it is one, the codes, and whether its names are left out."""
    left, middle, right = st.columns([3, 3, 4])
    met = cached.read(record.circles, view.scope).head(CIRCLES)
    ways = {NEIGHBOURS: "1団体とその隣接団体", **{f"{GROUP}{name}": f"グループ「{name}」" for name in cached.groups()}}
    ways |= {f"{AGAIN}{row.meeting}": f"前回と同じ顔ぶれ：{row.name}" for row in met.itertuples(index=False)}
    with left:
        way = choose(st.selectbox, "顔ぶれ", ways, "circle")
    with middle:
        label, group, codes = proposed(view, way)
    unnamed = right.radio("名前の出し方", MODES, horizontal=True, key="meeting_mode") == MODES[1]
    every = cached.names()
    chosen = st.multiselect(
        f"参加団体（{MOST}団体まで）", list(every), [code for code in codes if code in every][:MOST], format_func=lambda code: every[code],
        max_selections=MOST, key=f"meeting_with_{label}", placeholder="団体を選ぶ",
    )  # fmt: skip
    called = label if set(chosen) == set(codes) else group or sentences.chosen([every[code] for code in chosen])
    return called, group, tuple(chosen), unnamed


def proposed(view: View, way: str) -> tuple[str, str, tuple[str, ...]]:
    """How the circle is called, the named group if it is one, and who is in it."""
    if way == NEIGHBOURS:
        return neighbours(view)
    if way.startswith(AGAIN):
        met = cached.read(record.circles, view.scope)
        last = met[met["meeting"] == int(way.removeprefix(AGAIN))].iloc[0]
        group = last["group"] if isinstance(last["group"], str) else ""
        codes = tuple(last["participants"])
        return group or sentences.chosen([cached.names().get(code, code) for code in sorted(codes)]), group, codes
    return way.removeprefix(GROUP), way.removeprefix(GROUP), tuple(members(view, way))


def neighbours(view: View) -> tuple[str, str, tuple[str, ...]]:
    """One municipality with its neighbours: the first of those chosen on the left."""
    names = cached.names(view.filters.prefecture)
    first = next((code for code in view.filters.codes if code in names), next(iter(names)))
    focus = choose(st.selectbox, "中心にする団体", names, "focus", index=list(names).index(first))
    around = cached.table("peers", view.scope_of(focus), "adjacent")["peer"].tolist()
    return sentences.proposal(names[focus], len(around)), "", (focus, *around)


def members(view: View, way: str) -> list[str]:
    """All of a named group: each is a peer of the others."""
    rows = cached.table("peers", Scope(view.viewer, view.filters.round), way)
    return sorted(set(rows["code"]) | set(rows["peer"]))


def draft(view: View, codes: tuple[str, ...], group: str, unnamed: bool, minutes: int) -> composing.Draft:
    return _draft(codes, group, unnamed, view.filters.round, minutes, view.product.store.generation)


@st.cache_resource(max_entries=20, show_spinner="進行案を作っています…")
def _draft(codes: tuple[str, ...], group: str, unnamed: bool, round: str | None, minutes: int, generation: int) -> composing.Draft:
    serving = product()
    seated = material(serving.store, serving.config, serving.model, codes, unnamed, round)
    return composing.draft(seated, last(codes, group), minutes)


def last(codes: tuple[str, ...], group: str) -> Held | None:
    with product().store.reading(Scope()) as con:
        return record.last_meeting(con, codes, group)


def choose_slides(made: composing.Draft) -> tuple[list[str], str]:
    """The keys of the slides, and items of one's own, one a line."""
    labels = {slide.key: slide.label for slide in made.slides if slide.kind != "decisions"}
    names = "-".join(made.material.table.codes) if not made.material.table.unnamed else str(len(labels))
    with st.expander(f"進行案を見る・選ぶ、独自の議題を加える（{len(made.proposed)}枚）", icon=":material/checklist:"):
        proposed = [key for key in made.proposed if key in labels]
        shown = st.pills(
            "出すスライド", list(labels), selection_mode="multi", default=proposed, format_func=lambda key: labels[key], key=f"meeting_slides_{names}"
        )  # fmt: skip
        own = st.text_area("独自の議題（1行に1つ）", key="meeting_own", height=100, placeholder="例: 次年度の共同研修の進め方")
    return [*shown, "decisions"], own


def title(view: View, label: str, unnamed: bool) -> str:
    """A name that no meeting has yet; without names where those are hidden."""
    who = "匿名" if unnamed else label
    taken = list(cached.read(record.meetings, view.scope)["name"])
    return record.unused_name(taken, record.title(view.product.config.app.meeting_name, who, date.today()))
