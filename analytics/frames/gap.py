"""Which rows do the figures of the gap page draw? The measures with names, labels and the reason where nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
from pandas import DataFrame

from analytics.model import Model, Question
from analytics.registry import AS_IS, CODE, COVERAGE, GAP, TARGET, Field
from analytics.what_if import WhatIf

REACHED, SHORT, UNKNOWN = "目標に届いている", "目標に届いていない", "分からない"
ALL = "all"
SILENT, TOO_FEW, NO_TARGET = "未回答", "回答不足", "目標の設定なし"


def every_municipality(gap: DataFrame, names: Mapping[str, str], codes: Iterable[str], model: Model) -> DataFrame:
    """One row per municipality and aspect, those of `codes` that sent in nothing included, in code order.

    name, aspect_label: as they are shown; reach: REACHED, SHORT or UNKNOWN; why: the reason where gap is NULL.
    """
    labels = {aspect.id: aspect.label for aspect in model.to_be.aspects}
    wanted = sorted({*codes, *gap["code"]})
    grid = pd.MultiIndex.from_product([wanted, labels], names=["code", "aspect"]).to_frame(index=False)
    full = grid.merge(gap.drop(columns="round"), on=["code", "aspect"], how="left")
    reach = full["gap"].map(lambda gap: UNKNOWN if pd.isna(gap) else SHORT if gap > 1e-9 else REACHED)
    return full.assign(
        name=full["code"].map(lambda code: names.get(code, code)),
        aspect_label=full["aspect"].map(labels),
        reach=reach.astype(object),
        why=[why_unknown(*row) for row in full[["gap", "as_is", "coverage"]].itertuples(index=False)],
    )


def why_unknown(gap: float, as_is: float, coverage: float) -> str:
    if pd.notna(gap):
        return ""
    if pd.notna(as_is):
        return NO_TARGET
    return TOO_FEW if coverage > 0 else SILENT


def may_be_in_focus(gap: DataFrame, targets: DataFrame, line: str) -> list[str]:
    """The codes to choose from, ALL first; only single ones where each has a target of its own."""
    known = sorted(gap["code"].unique())
    if line == "own":
        own = set(targets.loc[targets["source"] == "own", "code"])
        return [code for code in known if code in own]
    return known if len(known) == 1 else [ALL, *known]


def totals(summary: DataFrame, model: Model) -> DataFrame:
    """One row per aspect over which enough may be summed: median of the states, points 0–100, the target, n."""
    labels, targets = ({aspect.id: getattr(aspect, name) for aspect in model.to_be.aspects} for name in ("label", "target"))
    rows = summary[(summary["measure"] == "aspect") & summary["median"].notna() & summary["item"].isin(list(labels))]
    found = rows.assign(aspect_label=rows["item"].map(labels), target=rows["item"].map(targets).astype("float64"))
    return found[["aspect_label", "median", "target", "n"]].reset_index(drop=True)


def questions_of(model: Model, round: str, aspect: str) -> dict[str, Question]:
    """The questions of an aspect in the round's questionnaire, in its order."""
    return {question.id: question for question in model.questionnaire(round).questions if question.aspect == aspect}


def in_lines(text: str, width: int = 24) -> str:
    """A question's text on two lines of an axis, none beginning with a mark that ends a phrase; the rest is in the tooltip."""
    cut = width + (text[width : width + 1] in tuple("、。）」"))
    first, second = text[:cut], text[cut : cut + width]
    return first + ("\n" + second if second else "") + ("…" if len(text) > cut + width else "")


def drivers_by_question(drivers: DataFrame, questions: Mapping[str, Question]) -> DataFrame:
    """One row per question of an aspect, largest first. contribution: points of gap, summed over n municipalities."""
    own = drivers[drivers["question"].isin(list(questions))]
    found = own.groupby("question", sort=False).agg(contribution=("contribution", "sum"), n=("code", "nunique")).reset_index()
    found = found.sort_values(["contribution", "question"], ascending=[False, True], ignore_index=True)
    texts = found["question"].map(lambda id: questions[id].text)
    return found.assign(text=texts, label=texts.map(in_lines))


def distribution(answers: DataFrame, questions: Mapping[str, Question], silent: int) -> DataFrame:
    """One row per question and choice that somebody chose, and per reason for no answer; lengths laid end to end.

    level: 0–1, the choice's share of the top, NULL where nothing was answered; count: municipalities; n: those that answered;
    start, end: where the piece lies on the axis. silent: municipalities that sent in nothing.
    """
    pieces = [piece for id, question in questions.items() for piece in pieces_of(answers[answers["question"] == id], question, silent)]
    return DataFrame(pieces, columns=["question", "text", "label", "choice", "level", "count", "n", "start", "end"])


def pieces_of(rows: DataFrame, question: Question, silent: int) -> list[tuple[object, ...]]:
    known = rows[rows["points"].notna()]
    counts = [
        (choice.label, choice.points / question.max_points, int((known["points"] == choice.points).sum())) for choice in question.choices
    ]
    reasons = rows.loc[rows["points"].isna(), "missing_reason"].fillna(SILENT).value_counts().to_dict()
    reasons[SILENT] = reasons.get(SILENT, 0) + silent
    laid: list[tuple[object, ...]] = []
    start = 0
    for choice, level, count in [*counts, *((reason, None, count) for reason, count in reasons.items())]:
        if count:
            laid.append((question.id, question.text, in_lines(question.text), choice, level, count, len(known), start, start + count))
            start += count
    return laid


def way_to_target(way: DataFrame, answers: DataFrame, questions: Mapping[str, Question]) -> DataFrame:
    """One row per question to raise, in order. now, then: the choice today and the top one; as_is_after: points 0–100."""
    own = way[way["question"].isin(list(questions))]
    now = answers.drop_duplicates("question").set_index("question")["choice"]
    return DataFrame(
        {
            "position": own["position"],
            "text": own["question"].map(lambda id: questions[id].text),
            "now": own["question"].map(now),
            "then": own["question"].map(lambda id: questions[id].choices[-1].label),
            "as_is_after": own["as_is_after"],
        }
    )


def higher_choices(question: Question, points: float) -> list[float | None]:
    """The present points first, then those that the answer can be raised to; None: unanswered, which can become any."""
    scale = sorted({choice.points for choice in question.choices})
    return [None, *scale] if pd.isna(points) else [points, *(value for value in scale if value > points)]


def choice_label(question: Question, points: float | None) -> str:
    """What was chosen, in the questionnaire's words (the first of several choices with these points)."""
    return next((choice.label for choice in question.choices if points is not None and choice.points == points), SILENT)


def step_labels(model: Model, round: str) -> dict[str, str]:
    """step0 → STEP0 育成取組み, in the order of the round's questionnaire."""
    return {step.id: f"{step.id.upper()} {step.content_label}" for step in model.questionnaire(round).steps}


def moved_aspects(before: WhatIf, after: WhatIf, model: Model) -> DataFrame:
    """One row per aspect, in words: its state and gap, with what they become where they move."""
    rows = [
        (aspect.label, *(arrow(*(known(found.gap, "aspect", aspect.id, value) for found in (before, after))) for value in ("as_is", "gap")))
        for aspect in model.to_be.aspects
    ]
    return DataFrame(rows, columns=["観点", "現状（点）", "県の目標とのギャップ（点）"]).set_index("観点")


def moved_steps(before: WhatIf, after: WhatIf, steps: Mapping[str, str]) -> DataFrame:
    """One row per step, in words: its score, with what it becomes where it moves."""
    rows = [(label, arrow(*(known(found.steps, "step", id, "score") for found in (before, after)))) for id, label in steps.items()]
    return DataFrame(rows, columns=["STEP", "得点（点）"]).set_index("STEP")


def arrow(before: float | None, after: float | None) -> str:
    """12.0 where nothing moves, else 12.0 → 15.0 with the new figure in bold."""
    old, new = ("分からない" if value is None else f"{value:.1f}" for value in (before, after))
    return old if old == new else f"{old} → **{new}**"


def known(frame: DataFrame, key: str, id: str, value: str) -> float | None:
    return only(frame[frame[key] == id], value)


def only(frame: DataFrame, value: str) -> float | None:
    """The value of the first row, None where there is none."""
    return None if frame.empty or pd.isna(frame[value].iloc[0]) else float(frame[value].iloc[0])


def rank(overall: DataFrame, code: str, gap: float | None) -> tuple[int, int] | None:
    """The place of a gap among those of all others that are known (1: the smallest), and how many there are with it."""
    others = overall[overall["code"] != code]["gap"].dropna()
    return None if gap is None else (1 + int((others < gap - 1e-9).sum()), len(others) + 1)


HEAT = ["code", "name", "aspect_label", "gap", "as_is", "target", "reach", "why"]
DOTS = ["code", "in_focus", "name", "as_is", "target", "gap", "coverage", "reach", "why"]

TEXT = Field("text", "設問", "text", "調査票の設問。")
COUNT = Field("n", "団体数（n）", "integer", "数えた団体の数。")
FIELDS = (
    CODE,
    Field("name", "市町村名", "text", "市町村の名前（匿名の団体は番号）。"),
    Field("aspect_label", "観点", "text", "As-Is／To-Be の観点。"),
    AS_IS,
    TARGET,
    GAP,
    COVERAGE,
    Field("reach", "目標", "text", "目標に届いているかどうか。"),
    Field("why", "分からない理由", "text", "ギャップが分からないときの理由。"),
)
DRIVER_FIELDS = (TEXT, Field("contribution", "寄与（点）", "score", "ギャップのうち、この設問による点数。"), COUNT)
CHOICE_FIELDS = (
    TEXT,
    Field("choice", "回答", "text", "選んだ選択肢、または回答がない理由。"),
    Field("count", "団体数", "integer", "その選択肢を選んだ団体の数。"),
    Field("n", "回答した団体（n）", "integer", "設問に回答した団体の数。"),
)
TOTAL_FIELDS = (
    Field("aspect_label", "観点", "text", "As-Is／To-Be の観点。"),
    Field("median", "現状の中央値（点）", "score", "集計に同意した団体の現状（0～100）の中央値。6団体以上のときだけ。"),
    TARGET,
    COUNT,
)
WAY_FIELDS = (
    Field("position", "順", "integer", "現状を上げる効果が大きい順。"),
    TEXT,
    Field("now", "今の回答", "text", "調査での回答。"),
    Field("then", "いちばん上の選択肢", "text", "あるべき姿に当たる選択肢。"),
    Field("as_is_after", "ここまで進めたときの現状", "score", "この行までを進めたときの観点の現状（0～100）。"),
)
