"""What is the model as it is set here? Aspects, factors, questionnaire, limits and licences as tables to read and keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pandas import DataFrame

from analytics.config import Config
from analytics.model import Model, Question, Questionnaire, numbered
from analytics.profiles import Profile
from analytics.registry import Field

ASPECT_FIELDS = (
    Field("label", "観点", "text", "As-Is／To-Be の観点（事例集 p.9）。"),
    Field("as_is", "現状（As-Is）", "text", "事例集 p.9 の言葉。"),
    Field("to_be", "あるべき姿（To-Be）", "text", "事例集 p.9 の言葉。"),
    Field("weight", "重み", "score", "総合ギャップを求めるときの重み。"),
    Field("target", "目標", "score", "この調査年度の目標水準（0～100）。"),
    Field("questions", "設問", "text", "この観点を表す設問。"),
    Field("page", "ページ", "integer", "事例集に印刷されたページ。"),
)
FACTOR_FIELDS = (
    Field("label", "ギャップ要因", "text", "事例集 p.10 の八つの要因。"),
    Field("aspects", "観点", "text", "要因が関わる観点（この製品の読み取り）。"),
    Field("outcomes", "応えるアウトカム", "text", "要因に応えるアウトカム（この製品の読み取り）。"),
    Field("questions", "設問", "text", "要因を表す設問（この製品の設定）。"),
    Field("page", "ページ", "integer", "事例集に印刷されたページ。"),
)
OUTCOME_FIELDS = (
    Field("group", "分類", "text", "事例集 p.14 の三つの分類。"),
    Field("label", "アウトカム", "text", "伴走支援のアウトカム。"),
    Field("questions", "設問", "text", "アウトカムを表す設問（この製品の設定）。"),
    Field("page", "ページ", "integer", "事例集に印刷されたページ。"),
)
QUESTION_FIELDS = (
    Field("id", "設問番号", "text", "調査票の設問番号。"),
    Field("step", "STEP", "text", "DX推進手順の段階。"),
    Field("field", "分野", "text", "自治体DX・地域社会DX・接続のどれか。"),
    Field("aspect", "観点", "text", "設問が表す観点。"),
    Field("text", "設問", "text", "設問の文。"),
    Field("help", "答え方・根拠資料", "text", "何を根拠に答えるか。"),
    Field("choices", "選択肢と点数", "text", "点数の小さい順。一番上の点数があるべき姿に当たる。"),
    Field("max_points", "満点", "score", "一番上の選択肢の点数。"),
    Field("weight", "重み", "score", "現状・要因・アウトカムを求めるときの重み。"),
    Field("factors", "ギャップ要因", "text", "設問が表す要因。"),
    Field("outcomes", "アウトカム", "text", "設問が表すアウトカム。"),
    Field("published", "公表値", "text", "同じことを示す公表指標。"),
)
LIMIT_FIELDS = (
    Field("step", "STEP", "text", "DX推進手順の段階。"),
    Field("content", "支援内容の呼び方", "text", "支援内容に挙げるときの言葉。"),
    Field("max_points", "満点", "score", "調査票の満点。"),
    Field("attention_below", "優先度に数える基準（未満）", "score", "この点数に満たないと、支援優先度に数える。"),
    Field("support_below", "支援内容に挙げる基準（未満）", "score", "この点数に満たないと、支援内容に挙げる。"),
)
LICENCE_FIELDS = (
    Field("label", "データ", "text", "取り込める公的なデータ。"),
    Field("source", "出典", "text", "作成した機関と名称。"),
    Field("licence", "利用条件", "text", "公表されている利用条件。利用の際は、公表元で最新の条件を確認してください。"),
)
# What is not read by a profile of its own: the map, whose kind is recognised by its form.
BOUNDARIES = {
    "label": "市町村の境界（地図）",
    "source": "国土交通省「国土数値情報（行政区域データ）」、デジタル庁が加工した市区町村の区域を含む",
    "licence": "CC BY 4.0",
}


def target(config: Config, model: Model, round: str | None, aspect: str) -> float:
    """The target in force for a round: what config sets for it, else the model's own."""
    usual = {entry.id: entry.target for entry in model.to_be.aspects}
    return config.model.targets.get(round or "", {}).get(aspect, usual[aspect])


def named(ids: Iterable[str], labels: Mapping[str, str]) -> str:
    return "、".join(labels.get(id, id) for id in ids)


def asked_by(questions: Iterable[Question], id: str) -> str:
    """The numbers of the questions that speak for one aspect, factor or outcome."""
    return "、".join(numbered(q.id) for q in questions if id in (q.aspect, *q.factors, *q.outcomes))


def aspect_table(config: Config, model: Model, paper: Questionnaire, round: str | None) -> DataFrame:
    """One row per aspect with weight and target in force for the round."""
    rows = [
        a.model_dump() | {"target": target(config, model, round, a.id), "questions": asked_by(paper.questions, a.id)}
        for a in model.to_be.aspects
    ]
    return DataFrame(rows)


def factor_table(model: Model, paper: Questionnaire) -> DataFrame:
    """One row per factor."""
    aspects = {a.id: a.label for a in model.to_be.aspects}
    outcomes = {o.id: o.label for o in model.to_be.outcomes}
    rows = [
        f.model_dump()
        | {"aspects": named(f.aspects, aspects), "outcomes": named(f.outcomes, outcomes), "questions": asked_by(paper.questions, f.id)}
        for f in model.to_be.factors
    ]
    return DataFrame(rows, columns=["id", "explanation", *(field.name for field in FACTOR_FIELDS)])


def outcome_table(model: Model, paper: Questionnaire) -> DataFrame:
    """One row per outcome."""
    rows = [o.model_dump() | {"questions": asked_by(paper.questions, o.id)} for o in model.to_be.outcomes]
    return DataFrame(rows, columns=["id", "explanation", *(field.name for field in OUTCOME_FIELDS)])


def choices(question: Question) -> tuple[str, ...]:
    return tuple(f"{choice.points:g}点 {choice.label}" for choice in question.choices)


def question_table(model: Model, paper: Questionnaire) -> DataFrame:
    """One row per scored question, in the order of the questionnaire."""
    aspects = {a.id: a.label for a in model.to_be.aspects}
    factors = {f.id: f.label for f in model.to_be.factors}
    outcomes = {o.id: o.label for o in model.to_be.outcomes}
    rows = [
        q.model_dump()
        | {
            "id": numbered(q.id),
            "step": q.step.upper(),
            "aspect": aspects.get(q.aspect, q.aspect),
            "choices": "／".join(choices(q)),
            "max_points": q.max_points,
            "factors": named(q.factors, factors),
            "outcomes": named(q.outcomes, outcomes),
        }
        for q in paper.questions
    ]
    return DataFrame(rows)


def limit_table(config: Config, paper: Questionnaire) -> DataFrame:
    """One row per step: its maximum and the limits of config, empty where it has none."""
    rows = []
    for step in paper.steps:
        limits = config.priority.get(step.id)
        bounds = limits.model_dump() if limits else {"attention_below": None, "support_below": None}
        rows.append(
            {"step": f"{step.id.upper()} {step.label}", "content": step.content_label, "max_points": paper.step_maximum(step.id), **bounds}
        )
    return DataFrame(rows)


def licence_table(profiles: Iterable[Profile]) -> DataFrame:
    """One row per known official source, the map last."""
    rows = [{"label": p.label, "source": p.source, "licence": p.licence or "公表元で確認してください"} for p in profiles]
    return DataFrame([*rows, BOUNDARIES])


def example_order(steps: DataFrame, overall: DataFrame, own: str = "") -> list[str]:
    """The codes that an example can be worked out for: one's own first, then those with a gap, then the others, by code."""
    with_gap = set(overall.loc[overall["gap"] > 0, "code"])
    return sorted(set(steps["code"]), key=lambda code: (code != own, code not in with_gap, code))
