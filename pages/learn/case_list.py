"""Which cases fit what I am looking for, and who here has the gap that a case answers?"""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame

from analytics.frames import cases as frames
from analytics.model import Listed
from analytics.sentences import cases as sentences
from pages.learn.passages import heading, paragraph, passage
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.screen import View, exports_safe

PARTS = {
    "課題": "problem",
    "対応方針": "approach",
    "取り組んだこと": "done",
    "成果": "results",
    "持ち帰るポイント": "point",
    "自走に向けて": "self_reliance",
}


def cases_tab(view: View) -> None:
    bounds = view.product.config.peers.population_classes
    cases = frames.case_table(view.product.model, bounds)
    if cases.empty:
        st.info("設定したモデルのフォルダーに、事例のファイルがありません。", icon=":material/inbox:")
        return
    conditions = choose_conditions(view, frames.sizes_offered(cases, bounds))
    found = frames.fitting(cases, **conditions)
    if found.empty:
        st.info(sentences.NOTHING_FITS, icon=":material/search_off:")
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        case = choose_case(view, found, len(cases))
        who_has_this_gap(view, case, conditions["factor"])
    with right:
        case_view(view, case)


def choose_conditions(view: View, sizes: list[str]) -> dict[str, str]:
    """Four conditions in a row; each lives in the address and takes its code as well (?factor=f4)."""
    model = view.product.model
    columns = st.columns(4)
    factor = choose(columns[0].selectbox, "ギャップ要因", {"": "すべての要因"} | frames.factor_labels(model), "factor")
    outcome = choose(columns[1].selectbox, "アウトカム", {"": "すべてのアウトカム"} | frames.outcome_labels(model), "outcome")
    size = choose(columns[2].selectbox, "人口規模", {"": "すべての規模"} | {size: size for size in sizes}, "size")
    layers = {"": "すべての層"} | {str(layer): words for layer, words in frames.LAYERS.items()}
    layer = choose(columns[3].selectbox, "層", layers, "layer")
    return {"factor": factor, "outcome": outcome, "size": size, "layer": layer}


def choose_case(view: View, found: DataFrame, n_all: int) -> Listed:
    by_id = {case.id: case for case in view.product.model.listed("cases")}
    paragraph(sentences.found(len(found), n_all))
    options = dict(zip(found["id"], found["label"], strict=True))
    captions = [exports_safe(sentences.summary(by_id[id])) for id in options]
    chosen = choose(st.radio, "事例を選ぶ", options, "case", captions=captions)
    with st.expander("事例を表で見る"):
        view.table(found, frames.CASE_FIELDS, "事例一覧", key="list")
    return by_id[chosen if chosen in options else next(iter(options))]


def case_view(view: View, case: Listed) -> None:
    """One case: where, what was in the way, what was done and what came of it."""
    model = view.product.model
    st.subheader(exports_safe(case.label), anchor=False)
    st.caption(f"{frames.LAYERS.get(case['layer'], '')}　{sentences.source(case.page)}")
    passage("団体", [sentences.place(place) for place in case["places"] or ()])
    st.caption(" ".join(exports_safe(note) for note in (case["places_note"] or "", sentences.BASIS) if note))
    for title, key in PARTS.items():
        passage(title, case[key])
    passage("応えるギャップ要因（この製品の読み取り）", frames.labels(case["factors"] or (), frames.factor_labels(model)))
    passage("アウトカム（この製品の読み取り）", frames.labels(case["outcomes"] or (), frames.outcome_labels(model)))
    passage("リファレンスモデル", [m.label for m in model.to_be.reference_models if case.id in m.cases])


def who_has_this_gap(view: View, case: Listed, chosen: str) -> None:
    """For the factor looked for, else for those of the case; from the rows that the viewer may see (shared: those chosen)."""
    labels = frames.factor_labels(view.product.model)
    factors = [chosen] if chosen else [factor for factor in case["factors"] or () if factor in labels]
    severities = view.table_of("factors")
    known = severities.dropna(subset=["severity"])["code"].nunique()
    heading("この要因のギャップが大きい団体")
    if severities.empty:
        paragraph(sentences.NOBODY_SHOWN)
        return
    high = frames.with_this_gap(severities, factors, labels, cached.names())
    paragraph(sentences.who_has_this_gap(len(high), known, [labels[factor] for factor in factors]))
    if len(high):
        view.table(high, frames.GAP_FIELDS, "この要因のギャップが大きい団体", key="who")
    view.source("survey", n=known)
    view.unconfirmed()
