"""What is said on this slide? A field that keeps what is typed while it is typed, and shows what others wrote at the same time."""

from __future__ import annotations

import streamlit as st

from analytics.meeting import notes
from analytics.meeting.record import Held
from analytics.meeting.slides import Slide
from analytics.scope import Scope
from analytics.sentences import meeting as sentences
from pages.meeting.deciding import OFTEN
from pages.meeting.showing import listed
from pages.shared.asking import viewer
from pages.shared.product import product

MOST_LETTERS = 2000
BESIDE = "ほかの人も同時に書きました。両方のメモを残しています。"

# Streamlit hands a text on when its field is left; a note must outlive a browser that is shut before. So, a moment after the last
# key, and every two seconds of those who type without a pause, the field is told Ctrl+Enter, which hands it on and leaves the cursor
# where it is. Not while Japanese is being composed.
AS_TYPED = """
<script>
(() => {
  if (window.notesAsTyped) return;
  window.notesAsTyped = true;
  let waiting = null, since = null;
  const hand = (field) => field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true }));
  const later = (event) => {
    const field = event.target;
    if (!field || field.tagName !== "TEXTAREA" || !field.closest(".st-key-stage_note")) return;
    clearTimeout(waiting);
    if (event.isComposing) return;
    since ??= Date.now();
    const left = Math.max(0, Math.min(500, since + 2000 - Date.now()));
    waiting = setTimeout(() => { since = null; hand(field); }, left);
  };
  // The shortcuts of the buttons listen further up and would take Ctrl for a key that is held down from then on.
  document.body.addEventListener("keydown", (event) => { if (!event.isTrusted) event.stopPropagation(); });
  document.addEventListener("input", later, true);
  document.addEventListener("compositionend", later, true);
})();
</script>
"""


def note(held: Held, slide: Slide) -> None:
    """The field shows the newest note of the slide as this screen found it; what others wrote stands below."""
    own(held, slide)
    of_others(held, slide)


@st.fragment
def own(held: Held, slide: Slide) -> None:
    with st.container(key="stage_note"):
        st.html(AS_TYPED, unsafe_allow_javascript=True)
        place = f"{held.number}:{slide.key}"
        field, state = f"stage_field_{place}", f"stage_state_{place}"
        found = standing(held, slide)
        if state not in st.session_state:
            st.session_state[state] = next(reversed(list(found)), None)
            st.session_state[field] = found.get(st.session_state[state], "")
        st.text_area(
            "メモ（入力すると保存します）", key=field, height=260, max_chars=MOST_LETTERS, on_change=keep, args=(held, slide, field, state),
            persist_state="session", placeholder=sentences.TYPE_NO_NAME if held.snapshot.unnamed else None,
        )  # fmt: skip
        if told := st.session_state.pop(f"{state}_told", ""):
            st.warning(told, icon=":material/group:")


@st.fragment(run_every=OFTEN)
def of_others(held: Held, slide: Slide) -> None:
    """Also what is written while this screen stands still."""
    mine = st.session_state.get(f"stage_state_{held.number}:{slide.key}")
    others = [text for entry, text in standing(held, slide).items() if entry != mine]
    st.html(f'<div class="slide">ほかのメモ{listed(others)}</div>' if others else "<div></div>")


def standing(held: Held, slide: Slide) -> dict[int, str]:
    """The notes of this slide that stand, oldest first."""
    with product().store.reading(Scope(viewer())) as con:
        rows = notes.notes(con, held.number)
    own = rows[rows["slide"] == slide.key]
    return dict(zip(own["entry"].tolist(), own["text"], strict=True))


def keep(held: Held, slide: Slide, field: str, state: str) -> None:
    kept = notes.take_down(product().store, held.number, slide.key, st.session_state[field], st.session_state[state], viewer().role.value)
    st.session_state[state] = kept.entry
    if kept.beside:
        st.session_state[f"{state}_told"] = BESIDE
