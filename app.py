"""The server: one Streamlit application that speaks Japanese to the browser and keeps to itself."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

sys.path.insert(0, str(Path(__file__).parent))

from pages.shared.server import JapaneseAndSafe, opened_store

app = st.App("pages/menu.py", lifespan=opened_store, middleware=[Middleware(JapaneseAndSafe)])
