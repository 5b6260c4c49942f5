"""What if the limits were others? The sliders of the priority page; they live in the address."""

from __future__ import annotations

import streamlit as st

from analytics.frames.priority import Steps
from analytics.priority import Limits
from pages.shared.screen import View


def usual_limits(view: View, steps: Steps) -> dict[str, Limits]:
    """Those of config, for the steps of the round's questionnaire."""
    config = view.product.config.priority
    return {step: Limits(config[step].attention_below, config[step].support_below) for step in steps.labels if step in config}


def limits_now(view: View, steps: Steps) -> dict[str, Limits]:
    """Both limits of a step on one slider: its lower end is the support limit, which so never exceeds the other."""
    usual = usual_limits(view, steps)
    if not usual:
        return {}
    with st.expander("基準を動かしてみる", icon=":material/tune:"):
        st.caption("左のつまみは支援内容に挙げる基準、右のつまみは支援優先度に数える基準です（どちらも、その点数未満）。")
        chosen = {
            step: slider(place, step, limit, steps) for place, (step, limit) in zip(st.columns(len(usual)), usual.items(), strict=True)
        }
        st.button("初期値に戻す", key="priority_reset", on_click=reset, args=(usual,), icon=":material/undo:")
    return chosen


def slider(place: st.delta_generator.DeltaGenerator, step: str, usual: Limits, steps: Steps) -> Limits:
    low, high = place.slider(
        steps.labels[step],
        min_value=0.0,
        max_value=max(steps.maxima[step], usual.attention_below),
        value=(float(usual.support_below), float(usual.attention_below)),
        step=1.0,
        format="%g点",
        key=key(step),
        bind="query-params",
    )
    return Limits(high, low)


def key(step: str) -> str:
    return f"limit_{step}"


def reset(usual: dict[str, Limits]) -> None:
    for step, limit in usual.items():
        st.session_state[key(step)] = (float(limit.support_below), float(limit.attention_below))
