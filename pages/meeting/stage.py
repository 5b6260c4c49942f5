"""What does the room see? One slide after the other, large, and nothing beside it."""

from __future__ import annotations

from html import escape

import streamlit as st

from analytics.meeting.record import Held
from analytics.meeting.slides import Slide
from analytics.sentences import meeting as sentences
from pages.meeting.asking_again import ask_again
from pages.meeting.deciding import agreed, decide
from pages.meeting.noting import note
from pages.meeting.showing import show
from pages.meeting.style import STYLE
from pages.shared.on_stage import SLIDE, go_to, leave_stage


def stage(held: Held) -> None:
    """The slide of the address, the first where there is none of that name."""
    slides = list(held.snapshot.slides)
    place = next((place for place, slide in enumerate(slides) if slide.key == st.query_params.get(SLIDE)), 0)
    slide = slides[place]
    st.html(STYLE)
    banner(held, slide)
    rows = agreed(held) if slide.kind == "decisions" else ()
    st.title(slide.title if slide.kind != "decisions" else sentences.decided(len(rows)), anchor=False)
    with st.container(key="stage_body"):
        left, right = st.columns([15, 4], gap="medium")
        with left, st.container(key="stage_slide"):
            if slide.kind == "decisions":
                decide(held, rows)
            else:
                show(slide)
            if slide.promises:
                ask_again(held)
        with right:
            note(held, slide)
    st.html(f'<p class="foot">{escape(held.snapshot.foot)}</p>')
    navigate(slides, place)


def banner(held: Held, slide: Slide) -> None:
    """Which view is on, always in sight, and the one key that ends it."""
    shown = held.snapshot
    mode = sentences.HIDING if shown.unnamed else sentences.REVEALING
    left, right = st.columns([6, 1], vertical_alignment="center")
    left.html(
        f'<p class="banner {"hiding" if shown.unnamed else "revealing"}"><b>{mode}</b>'
        f"<span>{escape(shown.name)}</span><span>{escape(slide.label)}（{slide.minutes}分）</span><span>{escape(shown.warning)}</span></p>"
    )
    right.button("共有を終える", key="stage_end", shortcut="Escape", on_click=leave_stage, width="stretch")


def navigate(slides: list[Slide], place: int) -> None:
    """Back, where we are, a list to jump by, and on."""
    before, after = slides[max(place - 1, 0)].key, slides[min(place + 1, len(slides) - 1)].key
    with st.container(key="stage_nav", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.button("前へ", key="stage_back", shortcut="Left", on_click=go_to, args=(before,), disabled=place == 0)
        marks = "".join(f'<span class="{"here" if one == place else ""}"></span>' for one in range(len(slides)))
        st.html(f'<div class="dots" role="img" aria-label="{len(slides)}枚中{place + 1}枚目">{marks}<b>{place + 1}/{len(slides)}</b></div>')
        st.selectbox(
            "スライドへ移る", range(len(slides)), place, format_func=lambda one: f"{one + 1}. {slides[one].label}（{slides[one].minutes}分）", key=f"stage_jump_{place}",
            label_visibility="collapsed", on_change=jump, args=(slides, place), width=720,
        )  # fmt: skip
        st.button("次へ", key="stage_next",   type="primary", shortcut="Right", on_click=go_to, args=(after,), disabled=place == len(slides) - 1)  # fmt: skip


def jump(slides: list[Slide], place: int) -> None:
    go_to(slides[st.session_state[f"stage_jump_{place}"]].key)
