"""What do the models, the procedure, the flow and the skills say? Four tabs to read, each entry with its page."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from analytics.frames import cases as frames
from analytics.model import Listed, ReferenceModel
from analytics.sentences import cases as sentences
from pages.learn.passages import card, cited, heading, link, paragraph, passage, serving
from pages.shared.address import choose
from pages.shared.screen import View, exports_safe


def models_tab(view: View) -> None:
    """By layer; the layer that speaks to prefectures stands last, under its own heading."""
    models = view.product.model.to_be.reference_models
    for layer in (1, 3, 2):
        st.subheader(frames.LAYERS[layer], anchor=False)
        grid = st.grid(4, min_column_width=330, border=True)
        for model in models:
            if model.layer == layer:
                with grid.cell():
                    model_card(view, model)


def model_card(view: View, model: ReferenceModel) -> None:
    cases = {case.id: f"{case.label}（p.{case.page}）" for case in view.product.model.listed("cases")}
    passage(model.label, model.explanation)
    passage("アウトカム", frames.labels(model.outcomes, frames.outcome_labels(view.product.model)))
    passage("事例", [cases[id] for id in model.cases if id in cases])
    cited(model.page)


def procedure_tab(view: View) -> None:
    """One step of the procedure, chosen by ?step=step1 as a verdict links to it."""
    entries = {entry.id: entry for entry in view.product.model.listed("procedure")}
    if not entries:
        st.info("設定したモデルのフォルダーに、手順書のファイルがありません。", icon=":material/inbox:")
        return
    steps = {id: f"{id.upper()} {entry.label}" for id, entry in entries.items()}
    step = choose(st.radio, "段階", steps, "step", horizontal=True)
    entry = entries.get(step) or next(iter(entries.values()))
    short_of_the_limit(view, entry)
    grid = st.grid(2, min_column_width=360, border=True)
    for title, key in (("論点", "at_stake"), ("着眼点", "look_at"), ("進め方の要点", "how"), ("留意点", "beware")):
        with grid.cell():
            passage(title, entry[key])
    checklist(view, entry)


def short_of_the_limit(view: View, entry: Listed) -> None:
    """How many here are below the limit of the step: for the prefecture, and not while the screen is shared."""
    limits = view.product.config.priority.get(entry.id)
    if view.viewer.is_prefecture and not view.sharing and limits:
        below, known = frames.below(view.table_of("steps", view.prefecture_scope), entry.id, limits.attention_below)
        paragraph(sentences.short_of(f"{entry.id.upper()} {entry.label}", below, known))


def checklist(view: View, entry: Listed) -> None:
    left, right = st.columns([2, 1], gap="large")
    with left:
        heading("チェックリスト（この製品の案）")
        st.markdown("  \n".join(f"□ {exports_safe(item)}" for item in entry["checklist"] or ()))
    with right:
        heading("役に立つ画面")
        for template in entry["templates"] or ():
            link(view, template["page"], template["label"])
    cited(entry.page, *(entry["based_on"] or ()))
    st.caption(sentences.ABOUT_PROCEDURE)


def flow_tab(view: View) -> None:
    entries = view.product.model.listed("flow")
    for group, members in groupby(entries, key=lambda entry: entry["group"]):
        sequence(str(group or ""), list(members))
    tips(view)


def sequence(title: str, entries: list[Listed]) -> None:
    """Numbered cards from left to right."""
    st.subheader(exports_safe(title), anchor=False)
    grid = st.grid(len(entries), min_column_width=150, border=True)
    for number, entry in enumerate(entries, 1):
        arrow = " →" if number < len(entries) and entry.id.startswith("flow") else ""
        with grid.cell():
            card(f"{number} {entry.label}{arrow}", entry["text"] or "")
    cited(*dict.fromkeys(entry.page for entry in entries))


def tips(view: View) -> None:
    """The practical devices, by the factor that they act on."""
    st.subheader("続けるための工夫（要因別）", anchor=False)
    labels = frames.factor_labels(view.product.model)
    factor = choose(st.selectbox, "ギャップ要因", {"": "すべての要因"} | labels, "factor")
    grid = st.grid(4, min_column_width=280, border=True)
    for tip in view.product.model.listed("tips"):
        if not factor or factor in (tip["factors"] or ()):
            with grid.cell():
                card(tip.label, tip["text"] or "", f"要因: {frames.labels(tip['factors'] or (), labels)}", sentences.source(tip.page))
    st.caption(sentences.OUR_READING)


def skills_tab(view: View) -> None:
    for group, members in groupby(view.product.model.listed("skills"), key=lambda entry: entry["group"]):
        st.subheader(sentences.SKILL_GROUPS.get(str(group), str(group)), anchor=False)
        grid = st.grid(4, min_column_width=280, border=True)
        for entry in members:
            with grid.cell():
                card(entry.label, entry["text"] or "", sentences.source(entry.page))
    roles(view)


def roles(view: View) -> None:
    """What is expected of a prefecture, each role with the screen that serves it."""
    st.subheader("都道府県の役割", anchor=False)
    grid = st.grid(4, min_column_width=280, border=True)
    for role in view.product.model.listed("roles"):
        with grid.cell():
            passage(role.label, role["text"] or "")
            serving(view, role["serves"])
            cited(role.page)
