"""Which mentors stand on a page? Each with its aspect, its lead and the questions on which it leads most, in words."""

from __future__ import annotations

from collections.abc import Mapping

from pandas import DataFrame

from analytics.model import Questionnaire, numbered
from analytics.registry import ASPECT, Field

CONFIRMED, CANDIDATE, DECLINED = "相談受入可", "候補（未確認）", "受けないと回答"
FIELDS = (
    Field("label", "観点", "text", ASPECT.meaning),
    Field(
        "mentor_name",
        "先行市町村（相談先候補）",
        "text",
        "現状が、設定した点数（初めは15点）以上高く、比較相手の中でも高い団体。差の大きい順。",
    ),
    Field("lead", "現状の差", "score", "相談先の候補の現状から、中心の団体の現状を引いた差（点）。"),
    Field("said", "相談受入", "text", "相談受入可と答えているか。候補（未確認）と、受けないと答えた団体は、県担当だけに見える。"),
    Field("questions", "差の大きい設問", "text", "両方が回答した設問のうち、差の大きいもの（3つまで）。"),
    Field("own", "中心の団体の現状", "score", "観点の現状（0～100）。"),
    Field("theirs", "相談先の候補の現状", "score", "観点の現状（0～100）。"),
    Field("adjacent", "隣接", "text", "境界を接しているか。"),
)


def rows(
    mentors: DataFrame,
    questions: DataFrame,
    names: Mapping[str, str],
    aspects: Mapping[str, str],
    paper: Questionnaire | None,
    confirmed_only: bool,
) -> DataFrame:
    """One row per aspect and mentor in the order of the table. confirmed_only: where others look on, candidates stay out."""
    shown = mentors[mentors["confirmed"].astype(bool)] if confirmed_only else mentors
    texts = {id: f"{numbered(id)} {question.text}" for id, question in paper.by_id.items()} if paper else {}
    led = questions.groupby(["aspect", "mentor"], sort=False)["question"].agg(list).to_dict() if len(questions) else {}
    keys = list(zip(shown["aspect"], shown["mentor"], strict=True))
    return shown.assign(
        label=[aspects.get(aspect, aspect) for aspect, _ in keys],
        mentor_name=[names.get(mentor, mentor) for _, mentor in keys],
        said=[CONFIRMED if yes else DECLINED if no else CANDIDATE for yes, no in zip(shown["confirmed"], shown["declined"], strict=True)],
        adjacent=["隣接" if near else "" for near in shown["is_adjacent"]],
        questions=["／".join(texts.get(id, id) for id in led.get(key, [])) for key in keys],
    ).reset_index(drop=True)
