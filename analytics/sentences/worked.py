"""How does a figure come about, with the actual numbers of one municipality? Each measure worked out by hand, step by step.

The sums here are done anew from the answers; tests hold them against the tables that the product computes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10, sqrt
from typing import Any

import pandas as pd
from pandas import DataFrame, Series

from analytics.config import StepLimits
from analytics.model import Question, Questionnaire, numbered

UNKNOWN = "この団体では、回答が足りないため値がありません。ほかの団体を選んでください。"


@dataclass(frozen=True)
class Worked:
    """One measure worked out. lines: the sum as it is written; result: what must come out, None where it is not known."""

    lines: tuple[str, ...]
    result: float | None = None


NOT_KNOWN = Worked((UNKNOWN,))


def number(value: float, decimals: int = 2) -> str:
    """At most so many decimals, none that are zero."""
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def part(value: float) -> str:
    """A number that is calculated on: with four decimals, so that the sum can be followed."""
    return number(value, 4)


def percent(value: float) -> str:
    return f"{100 * value:.1f}%"


def points(answers: DataFrame) -> dict[str, float]:
    """Question → points, answered ones only."""
    known = answers.dropna(subset=["points"])
    return dict(zip(known["question"], known["points"], strict=True))


def answered(questions: Sequence[Question], given: Mapping[str, float]) -> list[tuple[Question, float]]:
    """The answered questions, each with the share of its maximum."""
    return [(q, given[q.id] / q.max_points) for q in questions if q.id in given]


def each_answer(questions: Sequence[Question], given: Mapping[str, float]) -> str:
    return "、".join(
        f"{numbered(q.id)} {number(given[q.id])}/{q.max_points:g}点" if q.id in given else f"{numbered(q.id)} 未回答" for q in questions
    )


def step(paper: Questionnaire, answers: DataFrame, steps: DataFrame) -> Worked:
    """A step with unanswered questions if there is a known one: it shows more."""
    known = steps.dropna(subset=["score"])
    if known.empty:
        return NOT_KNOWN
    row = known.sort_values("coverage", kind="stable").iloc[0]
    label = f"{row['step'].upper()} {next((s.label for s in paper.steps if s.id == row['step']), '')}（満点 {row['max']:g}点）"
    if row["source"] == "table":
        return Worked(
            (label, f"回答からは求められないため、取り込んだ STEP得点表の {number(row['score'])}点を使っています。"), float(row["score"])
        )
    return Worked((label, *step_sum(paper, str(row["step"]), points(answers))), step_score(paper, str(row["step"]), points(answers)))


def step_parts(paper: Questionnaire, step: str, given: Mapping[str, float]) -> tuple[list[Question], float, float, float]:
    """The questions of a step, the points reached, the most that the answered ones and that all could give."""
    questions = [q for q in paper.questions if q.step == step]
    reached = sum(given[q.id] for q in questions if q.id in given)
    return questions, reached, sum(q.max_points for q in questions if q.id in given), paper.step_maximum(step)


def step_score(paper: Questionnaire, step: str, given: Mapping[str, float]) -> float:
    _, reached, possible, maximum = step_parts(paper, step, given)
    return maximum * reached / possible


def step_sum(paper: Questionnaire, step: str, given: Mapping[str, float]) -> tuple[str, ...]:
    questions, reached, possible, maximum = step_parts(paper, step, given)
    score = number(maximum * reached / possible)
    return (
        f"回答：{each_answer(questions, given)}",
        f"得点 = 満点 {maximum:g} × 点数の合計 {number(reached)} ÷ 回答した設問の満点の合計 {number(possible)} = {score}点",
        f"回答率 = {number(possible)} ÷ {maximum:g} = {percent(possible / maximum)}{'（全問に回答がないため暫定）' if possible < maximum else ''}",
    )


def priority(paper: Questionnaire, steps: DataFrame, limits: Mapping[str, StepLimits], verdict: DataFrame) -> Worked:
    """result: how many steps count."""
    if verdict.empty:
        return NOT_KNOWN
    scores = dict(zip(steps["step"], steps["score"], strict=True))
    counted = [s.id for s in paper.steps if s.id in limits and scores.get(s.id, float("nan")) < limits[s.id].attention_below - 1e-9]
    row = verdict.iloc[0]
    found = row["support_priority"]
    lines = [f"{s.id.upper()} {against(scores.get(s.id), limits.get(s.id))}" for s in paper.steps]
    shown = (
        f"支援優先度は「{found}」" if pd.notna(found) else f"分からない STEP があるので判定保留（少なくとも「{row['priority_at_least']}」）"
    )
    content = f"支援内容：{row['support_content']}" if pd.notna(row["support_content"]) and row["support_content"] else "支援内容：なし"
    return Worked((*lines, f"数える STEP は {len(counted)}つ（0なら低、1なら中、2以上なら高）なので、{shown}", content), len(counted))


def against(score: float | None, limits: StepLimits | None) -> str:
    if limits is None:
        return "基準がないため、優先度に数えません"
    if score is None or pd.isna(score):
        return "得点が分からないため、数えるかどうか決まりません"
    if score < limits.attention_below - 1e-9:
        return f"{number(score)}点：基準 {limits.attention_below:g}点に満たないので数える"
    return f"{number(score)}点：基準 {limits.attention_below:g}点以上なので数えない"


def widest(gap: DataFrame) -> Series[Any] | None:
    """The aspect with the largest known gap, of equals the first."""
    known = gap.dropna(subset=["gap"])
    return None if known.empty else known.loc[known["gap"].idxmax()]


def weighted(parts: Sequence[tuple[Question, float]]) -> tuple[float, float]:
    """Σ w·s and Σ w."""
    return sum(q.weight * share for q, share in parts), sum(q.weight for q, _ in parts)


def gap(paper: Questionnaire, answers: DataFrame, gaps: DataFrame, labels: Mapping[str, str]) -> Worked:
    row = widest(gaps)
    if row is None:
        return NOT_KNOWN
    questions = [q for q in paper.questions if q.aspect == row["aspect"]]
    given = points(answers)
    reached, weight = weighted(answered(questions, given))
    as_is = 100 * reached / weight
    found = max(0.0, row["target"] - as_is)
    missing = f"ギャップ = 目標 {number(row['target'])} − 現状 {number(as_is)} = {number(found)}"
    return Worked(
        (
            f"観点「{labels[row['aspect']]}」",
            f"回答：{each_answer(questions, given)}",
            f"重み×到達率の合計 = {terms((q.weight, share) for q, share in answered(questions, given))} = {part(reached)}",
            f"現状 = 100 × {part(reached)} ÷ 重みの合計 {number(weight)} = {number(as_is)}",
            missing if found else f"現状 {number(as_is)} は目標 {number(row['target'])} 以上なので、ギャップは 0",
        ),
        found,
    )


def terms(pairs: Any) -> str:
    return " + ".join(f"{part(weight)}×{part(value)}" for weight, value in pairs)


def overall(gaps: DataFrame, weights: Mapping[str, float], n_aspects: int) -> Worked:
    known = gaps.dropna(subset=["gap"])
    if known.empty or 2 * len(known) < n_aspects:
        return NOT_KNOWN
    pairs = [(weights[aspect], value) for aspect, value in zip(known["aspect"], known["gap"], strict=True)]
    total, weight = sum(w * value for w, value in pairs), sum(w for w, _ in pairs)
    return Worked(
        (
            f"分かる観点は {n_aspects}のうち {len(known)}（半分以上あるので計算します）",
            f"重み×ギャップの合計 = {terms(pairs)} = {part(total)}",
            f"総合ギャップ = {part(total)} ÷ 重みの合計 {number(weight)} = {number(total / weight)}",
        ),
        total / weight,
    )


def drivers(paper: Questionnaire, answers: DataFrame, gaps: DataFrame, labels: Mapping[str, str]) -> Worked:
    """result: the sum of all contributions, which is the gap."""
    row = widest(gaps)
    if row is None:
        return NOT_KNOWN
    parts = answered([q for q in paper.questions if q.aspect == row["aspect"]], points(answers))
    missed = sum(q.weight * (1 - share) for q, share in parts)
    if not row["gap"] or not missed:
        return Worked((f"観点「{labels[row['aspect']]}」にギャップがないので、どの設問の寄与も 0です。",), 0.0)
    shares = [(q, row["gap"] * q.weight * (1 - share) / missed) for q, share in parts]
    lines = [
        f"{numbered(q.id)}：{part(row['gap'])} × {part(q.weight * (1 - share))} ÷ {part(missed)} = {number(points_of_gap)}"
        for (q, share), (_, points_of_gap) in zip(parts, shares, strict=True)
    ]
    total = sum(points_of_gap for _, points_of_gap in shares)
    return Worked(
        (
            f"観点「{labels[row['aspect']]}」のギャップ {part(row['gap'])}。足りない分（重み×（1−到達率））の合計は {part(missed)}",
            *lines,
            f"寄与の合計 = {number(total)}（ギャップに等しい）",
        ),
        total,
    )


def factor(paper: Questionnaire, answers: DataFrame, factors: DataFrame, labels: Mapping[str, str]) -> Worked:
    """The factor with the highest severity, of equals the first."""
    known = factors.dropna(subset=["severity"])
    if known.empty:
        return NOT_KNOWN
    chosen = str(known.loc[known["severity"].idxmax(), "factor"])
    questions = [q for q in paper.questions if chosen in q.factors]
    given = points(answers)
    parts = answered(questions, given)
    reached, weight = weighted(parts)
    return Worked(
        (
            f"要因「{labels[chosen]}」",
            f"回答：{each_answer(questions, given)}",
            f"重み×（1−到達率）の合計 = {terms((q.weight, 1 - share) for q, share in parts)} = {part(weight - reached)}",
            f"深刻度 = 100 × {part(weight - reached)} ÷ 重みの合計 {number(weight)} = {number(100 * (weight - reached) / weight)}",
        ),
        100 * (weight - reached) / weight,
    )


def next_step(paper: Questionnaire, answers: DataFrame, next_steps: DataFrame, labels: Mapping[str, str]) -> Worked:
    """result: where the aspect stands after the first of the next steps."""
    if next_steps.empty:
        return Worked(("引き上げられる設問がないか、回答が足りないため、案はありません。ほかの団体を選んでください。",))
    row = next_steps.sort_values("position").iloc[0]
    given = points(answers)
    parts = answered([q for q in paper.questions if q.aspect == row["aspect"]], given)
    reached, weight = weighted(parts)
    question = paper.by_id[row["question"]]
    gain = question.weight * (row["to_points"] - given[question.id]) / question.max_points
    return Worked(
        (
            f"{numbered(question.id)} を {number(given[question.id])}点から {number(row['to_points'])}点に上げる（満点 {question.max_points:g}点、重み {number(question.weight)}）",
            f"観点「{labels[row['aspect']]}」の今の現状 = 100 × {part(reached)} ÷ {number(weight)} = {number(100 * reached / weight)}",
            f"上げた後の現状 = 100 × ({part(reached)} + {part(gain)}) ÷ {number(weight)} = {number(100 * (reached + gain) / weight)}",
        ),
        100 * (reached + gain) / weight,
    )


PLACES = {"higher": "近隣より高い", "same": "同程度", "lower": "近隣より低い（伸びしろ）"}


def benchmark(own: float | None, others: Mapping[str, float], by: str) -> Worked:
    """The overall gap (less is better) against the peers whose gap is known: name → gap. result: difference from the median."""
    if own is None or pd.isna(own):
        return NOT_KNOWN
    if not others:
        return Worked((f"総合ギャップの分かる比較相手（{by}）がいないため、比べられません。",))
    values = pd.Series(others)
    median = float(values.median())
    met = "、".join(f"{name} {number(value)}" for name, value in others.items())
    lines = (
        f"比較相手（{by}）の総合ギャップ：{met}（{len(values)}団体）",
        f"中央値との差 = {number(own)} − {number(median)} = {number(own - median)}",
    )
    return Worked((*lines, *standing(own, values)), own - median)


def standing(own: float, values: Series[float]) -> tuple[str, ...]:
    """Where a gap stands among others; below three others only the difference is said."""
    if len(values) < 3:
        return ("比較相手が3団体に満たないため、四分位と位置は示しません。",)
    low, high = float(values.quantile(0.25)), float(values.quantile(0.75))
    return (
        f"第1四分位 {number(low)}、第3四分位 {number(high)}（値が間にあるときは、按分して求めます）",
        f"{number(own)} は{position(own, low, high)}ので、位置は「{PLACES[place(own, low, high)]}」（ギャップは小さいほどよい）",
    )


def place(own: float, low: float, high: float) -> str:
    if high - low <= 1e-9:
        return "same"
    if own <= low + 1e-9:
        return "higher"
    return "lower" if own >= high - 1e-9 else "same"


def position(own: float, low: float, high: float) -> str:
    if high - low <= 1e-9:
        return "比べる幅がない（二つの四分位が等しい）"
    if own <= low + 1e-9:
        return "第1四分位以下な"
    return "第3四分位以上な" if own >= high - 1e-9 else "二つの四分位の間にある"


VARIABLES = {
    "log_population": "人口（常用対数）",
    "log_staff": "職員数（常用対数）",
    "staff_per_1000": "人口千人当たり職員数",
    "log_density": "人口密度（常用対数）",
}


def variable_of(master: Mapping[str, Any], variable: str) -> float | None:
    """What two municipalities are compared by, None where it is not known."""
    population, staff, area = (None if pd.isna(master[name]) else float(master[name]) for name in ("population", "staff", "area_km2"))
    if variable == "staff_per_1000":
        return 1000 * staff / population if staff is not None and population else None
    value = {"log_population": population, "log_staff": staff, "log_density": population / area if population and area else None}[variable]
    return log10(value) if value else None


def standardised(masters: DataFrame, variable: str) -> Series[float]:
    """Code → (value − mean) ÷ population deviation over those who are known; empty where all are alike."""
    found = {row["code"]: variable_of(row, variable) for row in masters.to_dict("records")}
    values = pd.Series({code: value for code, value in found.items() if value is not None}, dtype=float)
    deviation = values.std(ddof=0)
    return (values - values.mean()) / deviation if deviation > 1e-12 else values.iloc[:0]


def similarity(masters: DataFrame, code: str, peer: str, names: Mapping[str, str], weights: Mapping[str, float]) -> Worked:
    """The distance of two municipalities in the universe `masters`; weights: variable → weight, 0 or absent drops it."""
    met = []
    for variable, weight in weights.items():
        z = standardised(masters, variable)
        if weight > 0 and code in z and peer in z:
            met.append((VARIABLES[variable], weight, float(z[code]), float(z[peer])))
    if len(met) < 2:
        return NOT_KNOWN
    squares, total = sum(w * (a - b) ** 2 for _, w, a, b in met), sum(w for _, w, _, _ in met)
    return Worked(
        (
            f"{names.get(code, code)} と {names.get(peer, peer)}（{len(masters)}団体の中で標準化した値）",
            *(f"{label}：{number(a)} と {number(b)}、差 {number(a - b)}（重み {number(w)}）" for label, w, a, b in met),
            f"距離 = √( 重み×差の2乗の合計 {squares:.3f} ÷ 重みの合計 {number(total)} ) = {sqrt(squares / total):.3f}",
        ),
        sqrt(squares / total),
    )
