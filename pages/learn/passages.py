"""How is the text of the model shown? Headings, paragraphs, lists, cards and links, always as text and with its page."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from analytics.sentences.cases import source
from pages.shared.screen import View, exports_safe

PAGES = {
    "/": "look/overview.py",
    "/karte": "look/karte.py",
    "/gap": "look/gap.py",
    "/priority": "look/priority.py",
    "/visits": "look/visits.py",
    "/neighbours": "compare/neighbours.py",
    "/indicators": "compare/indicators.py",
    "/cases": "learn/cases.py",
    "/prefecture": "learn/prefecture.py",
    "/method": "learn/method.py",
    "/import": "manage/intake.py",
    "/export": "manage/export.py",
}
FOR_PREFECTURE = ("/import", "/visits")


def heading(text: str) -> None:
    st.markdown(f"**{exports_safe(text)}**")


def paragraph(text: str) -> None:
    if text:
        st.markdown(exports_safe(text))


def bullets(items: Iterable[str], mark: str = "- ") -> None:
    """A list; its mark may be an empty box to tick by hand."""
    st.markdown(listed(items, mark))


def listed(items: Iterable[str], mark: str = "- ") -> str:
    return "\n".join(f"{mark}{exports_safe(str(item))}" for item in items)


def passage(title: str, items: Iterable[str] | str | None) -> None:
    """A heading with a paragraph or a list close below it; nothing where there is nothing to say."""
    if items:
        body = exports_safe(items) if isinstance(items, str) else f"\n{listed(items)}"
        st.markdown(f"**{exports_safe(title)}**  \n{body}")


def cited(*pages: int | None) -> None:
    st.caption(source(*pages))


def card(title: str, text: str, *notes: str) -> None:
    """One cell of a grid: title, text, and small print below."""
    passage(title, text)
    for note in notes:
        st.caption(exports_safe(note))


def link(view: View, url: str, label: str | None = None) -> None:
    """A link to a screen of the product, by its own title unless `label` says more; none where the viewer may not use it."""
    if url == "/cases" and view.key == "cases":
        st.caption("この画面の「事例」" if label is None else f"{exports_safe(label)}は、この画面の「事例」にあります。")
    elif url in PAGES and (view.viewer.is_prefecture or url not in FOR_PREFECTURE):
        st.page_link(PAGES[url], label=None if label is None else exports_safe(label))


def serving(view: View, url: str | None) -> None:
    """The screen that serves a role of the prefecture."""
    if url:
        st.caption("この役割を助ける画面")
        link(view, url)
