"""What do charts of a prefecture's size cost, when a filter changes and nothing is computed? Three, or as many as BENCH_CHARTS says."""

import os
from itertools import cycle, islice
from random import Random

import pandas as pd
import streamlit as st

ROUNDS = ["2025", "2024", "2023", "2022", "2021"]
TOWNS = 60
CHARTS = int(os.environ.get("BENCH_CHARTS", "3"))
MARKS = ("bar", "point", "tick")

st.set_page_config(layout="wide")
st.title("グラフだけの画面")
round = st.sidebar.selectbox("調査年度", ROUNDS)
for place, mark in enumerate(islice(cycle(MARKS), CHARTS)):
    rng = Random(f"{round}:{place}")
    rows = pd.DataFrame({"town": [f"団体{n:02}" for n in range(TOWNS)], "value": [rng.uniform(0, 100) for _ in range(TOWNS)]})
    encoding = {"x": {"field": "town", "type": "nominal"}, "y": {"field": "value", "type": "quantitative"}}
    st.vega_lite_chart(rows, {"mark": mark, "encoding": encoding, "height": 300}, width="stretch", key=f"chart{place}")
