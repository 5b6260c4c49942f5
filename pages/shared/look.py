"""How does the app look beyond what the theme can say? The one style sheet."""

from __future__ import annotations

import streamlit as st

from analytics.charts.theme import ON_DARK

STYLE = """
<style>
.block-container { padding-top: 2.5rem; max-width: 110rem; }
/* Where the menu is folded, a bar with the button that unfolds it lies over the top of the page. */
:where(.stApp:has([data-testid="stExpandSidebarButton"])) .block-container { padding-top: 4.25rem; }
.stApp h1 { font-size: 1.9rem; padding: 0; }
.lead { font-size: 1.25rem; line-height: 1.7; margin: 0.25rem 0 1rem; }
.finding { font-weight: 700; font-size: 1.05rem; margin: 0.75rem 0 0.25rem; }
/* On a wide screen a line ends where the eye still finds the next one; charts and tables take the whole width. */
[data-testid="stMain"] :is(.lead, .finding, :is([data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"]) :is(p, li), [data-testid="stText"]) { max-width: 70em; }
/* On a phone a chart keeps the width that its names and figures need, and is moved sideways. */
@media (max-width: 700px) {
  [data-testid="stElementContainer"]:has([data-testid="stVegaLiteChart"]) { overflow-x: auto; }
  [data-testid="stVegaLiteChart"] { min-width: 44rem; }
}
/* Streamlit's own grey is paler than 4.5:1 on tinted ground, and its white on the dark page's light blue has 2:1. */
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: light-dark(#5f6670, #aab2bd); opacity: 1; }
[data-testid="stMultiSelectTagsContainer"] > span, [data-testid="stMultiSelectTagsContainer"] > span *,
[data-testid^="stBaseButton-primary"]:enabled, [data-testid^="stBaseButton-primary"]:enabled * { color: light-dark(#ffffff, #14181d); }
/* A calendar hangs outside the page and knows no theme: ground and letters together. */
[role="gridcell"] [data-react-aria-pressable][data-selected] { color: #ffffff !important; background: #0b5cad !important; }
/* The parts of a date are 20 pixels high; a finger needs 24. */
[role="spinbutton"][data-rac] { display: inline-flex; align-items: center; justify-content: center; min-width: 24px; min-height: 24px; }
.sample { display: inline-block; margin-top: 0.4rem; padding: 0.1rem 0.6rem; border: 2px solid #b45309; border-radius: 0.4rem; font-size: 0.9rem; font-weight: 700; }
[data-testid="stSidebarNav"]::before { content: "%s"; display: block; font-size: 1.25rem; font-weight: 700; padding: 0 1.25rem 0.75rem; }
/* Where the keyboard is, is seen: Streamlit only tints the rim of some fields. */
.stApp :focus-visible { outline: 3px solid light-dark(#0b5cad, #7ab8f5) !important; outline-offset: 1px; }
/* On paper: what is read, not what is pressed; a page as long as it is, in ink, nothing cut through the middle. */
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stDownloadButton"], [data-testid="stButton"],
  [data-testid="stFormSubmitButton"], [data-testid="stCheckbox"], [data-testid="stFileUploader"], [data-testid="stElementToolbar"],
  [data-testid="stPageLink"], [data-testid="stElementContainer"]:has([data-testid="stWidgetLabel"]), [data-testid="stExpander"]:not(:has(details[open])) { display: none !important; }
  html, body, #root, #root > div, .stApp, .stApp > div, [data-testid="stAppViewContainer"], [data-testid="stMain"] { position: static !important; height: auto !important; overflow: visible !important; }
  .stMainBlockContainer { padding: 0; }
  [data-testid="stVegaLiteChart"], [data-testid="stDataFrame"], [data-testid="stTable"], [data-testid="stAlert"] { break-inside: avoid; }
  .finding, h1, h2, h3 { break-after: avoid; }
}
</style>
"""


INKS = "\n".join(
    f'[data-testid="stVegaLiteChart"] svg :is([{part}="{light}"], [{part}="{dark}"]) {{ {part}: light-dark({light}, {dark}); }}'
    for light, dark in ON_DARK.items()
    for part in ("fill", "stroke")
)
"""A page that turns dark or light while it is open runs no script, so its charts keep the inks of before: here they change with it."""


def apply_look(title: str) -> None:
    """The style sheet, with the product's name over the menu."""
    safe = "".join(f"\\{ord(sign):x} " if sign in '"\\<>&' else sign for sign in title)
    st.html(STYLE.replace("%s", safe).replace("</style>", f"{INKS}\n</style>"))
