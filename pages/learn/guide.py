"""How do I use this? The manual with its pictures, a topic at a time, or what is done on one screen."""

from __future__ import annotations

import streamlit as st

from analytics import guide
from analytics.sentences import guide as sentences
from pages.shared.address import choose, follow
from pages.shared.screen import screen

SCREENS = "screens"


def show(body: str) -> None:
    for part in guide.parts(body):
        if isinstance(part, str):
            st.markdown(part, anchors=False)
        elif part.file.exists():
            st.image(str(part.file), caption=part.words, alt=part.words, width="stretch")
        else:
            st.caption(f"（図: {part.words}）")


def one_screen(body: str) -> None:
    """One section of many: the page that the reader came from (?page=…)."""
    sections = guide.sections(body)
    page = choose(st.selectbox, "画面", {heading: heading for heading in sections}, "page")
    show(sections[page])


with screen("使い方", "guide") as view:
    topics = guide.topics()
    view.lead(sentences.lead(list(topics.values())))
    if not topics:
        st.stop()
    follow("topic", SCREENS if "page" in st.query_params and "topic" not in st.query_params else None)
    left, right = st.columns([1, 3], gap="medium")
    with left:
        topic = choose(st.radio, "項目", topics, "topic")
    with right:
        st.subheader(topics[topic], anchor=False)
        (one_screen if topic == SCREENS else show)(guide.text(topic))
