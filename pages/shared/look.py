"""How does the app look beyond what the theme can say? The one style sheet."""

from __future__ import annotations

import streamlit as st

STYLE = """
<style>
.block-container { padding-top: 2.5rem; max-width: 110rem; }
h1 { font-size: 1.9rem; padding: 0; }
.lead { font-size: 1.25rem; line-height: 1.7; margin: 0.25rem 0 1rem; }
.finding { font-weight: 700; font-size: 1.05rem; margin: 0.75rem 0 0.25rem; }
/* Streamlit's own grey is paler than 4.5:1 on tinted ground, and its white on the dark page's light blue has 2:1. */
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: light-dark(#5f6670, #aab2bd); opacity: 1; }
[data-testid="stMultiSelectTagsContainer"] > span, [data-testid="stMultiSelectTagsContainer"] > span *,
[data-testid^="stBaseButton-primary"]:enabled, [data-testid^="stBaseButton-primary"]:enabled * { color: light-dark(#ffffff, #14181d); }
.sample { display: inline-block; padding: 0.1rem 0.6rem; border: 2px solid #b45309; border-radius: 0.4rem; font-size: 0.9rem; font-weight: 700; }
[data-testid="stSidebarNav"]::before { content: "%s"; display: block; font-size: 1.25rem; font-weight: 700; padding: 0 1.25rem 0.75rem; }
@media print { [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stDownloadButton"] { display: none; } }
</style>
"""


def apply_look(title: str) -> None:
    """The style sheet, with the product's name over the menu."""
    safe = "".join(f"\\{ord(sign):x} " if sign in '"\\<>&' else sign for sign in title)
    st.html(STYLE.replace("%s", safe))
