"""Which rows does the priority page draw? Verdicts with names and decisions, step scores as dots, what a limit changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import pandas as pd
from pandas import DataFrame, Series

from analytics.frames.gap import step_labels
from analytics.model import Model
from analytics.priority import MOVES, NOTHING_KNOWN, UNANSWERED, Limits
from analytics.registry import CODE, TABLES, Field

HELD = "判定保留"
VERDICTS = ("高", "中", "低", HELD)
BY_PEOPLE = ("wish", "decision", "why", "date")
ATTENTION, SUPPORT, BOTH = "優先度の基準", "支援内容の基準", "基準"


@dataclass(frozen=True)
class Steps:
    """The steps of a round's questionnaire, in order: step0 → STEP0 育成取組み, and the maximum of each in points."""

    labels: dict[str, str]
    maxima: dict[str, float]

    @classmethod
    def of(cls, model: Model, round: str) -> Steps:
        paper = model.questionnaire(round)
        return cls(step_labels(model, round), {step.id: float(paper.step_maximum(step.id)) for step in paper.steps})

    @property
    def highest(self) -> float:
        return max(self.maxima.values())


def answered(table: DataFrame, steps: Steps) -> int:
    """How many municipalities have any step score."""
    return int(table[list(steps.labels)].notna().any(axis=1).sum())


def judged(priority: DataFrame, decisions: DataFrame, names: Mapping[str, str], codes: Iterable[str]) -> DataFrame:
    """One row per municipality, those without a verdict first, else by code. verdict: one of VERDICTS or 未回答; support_priority: as shown.

    codes: also those that sent in nothing. wish, decision, why, date: what people decided beside it, NULL where nothing yet.
    """
    found = DataFrame({"code": sorted({*codes, *priority["code"]})}, dtype="str")
    for beside in (priority, decisions):
        found = found.merge(beside.drop(columns="round").astype({"code": "str"}), on="code", how="left")
    found["reason"] = found["reason"].fillna(NOTHING_KNOWN)
    found["verdict"] = verdicts_of(found)
    found["support_priority"] = [shown(*row) for row in found[["verdict", "priority_at_least"]].itertuples(index=False)]
    found["name"] = found["code"].map(lambda code: names.get(code, code))
    found["is_held"] = found["verdict"].isin([HELD, UNANSWERED])
    return found.sort_values(["is_held", "code"], ascending=[False, True], ignore_index=True)


def verdicts_of(priority: DataFrame) -> Series:
    """高・中・低 for each row of the measure, 判定保留 where too little is known, 未回答 where nothing is."""
    known = priority["support_priority"].astype(object)
    return known.where(known.notna(), HELD).mask(priority["reason"] == NOTHING_KNOWN, UNANSWERED)


def shown(verdict: str, at_least: object) -> str:
    """高・中・低・未回答, or that it is held back and what is certain all the same."""
    return f"{HELD}（少なくとも{at_least}）" if verdict == HELD and isinstance(at_least, str) and at_least != "低" else verdict


def in_words(priority: DataFrame) -> str:
    """The verdict of one municipality (its row of the measure, or none) as it is shown."""
    if priority.empty:
        return UNANSWERED
    return shown(verdicts_of(priority).iloc[0], priority["priority_at_least"].iloc[0])


def dots(table: DataFrame, steps: Mapping[str, str]) -> DataFrame:
    """One row per municipality and known step score. offset: −1 to 1, equal scores one under the other, 高 first."""
    order = table[table["verdict"].isin(VERDICTS)].sort_values(
        "verdict", key=lambda verdict: verdict.map(list(VERDICTS).index), kind="stable"
    )
    long = order.melt(["code", "name", "verdict"], [step for step in steps if step in table], "step", "score").dropna(subset="score")
    equal = long.groupby(["step", long["score"].round(6)])["code"]
    far = equal.cumcount() - (equal.transform("size") - 1) / 2
    long["offset"] = -far / max(4, far.abs().max() if len(far) else 0)
    return long.assign(step_label=long["step"].map(steps))[["code", "name", "step_label", "score", "verdict", "offset"]]


def lines(limits: Mapping[str, Limits], steps: Mapping[str, str]) -> DataFrame:
    """One row per limit to draw; one alone where both limits of a step are equal. label stands at its top."""
    rows = []
    for step, (attention, support) in limits.items():
        kinds = [(BOTH, attention)] if attention == support else [(ATTENTION, attention), (SUPPORT, support)]
        rows += [(steps[step], kind, value, f"{kind} {value:g}点") for kind, value in kinds if step in steps]
    return DataFrame(rows, columns=["step_label", "limit", "points", "label"])


def moves(sensitivity: DataFrame, limits: Mapping[str, Limits], steps: Mapping[str, str]) -> DataFrame:
    """One row per limit: how many municipalities turn if it moves by each of MOVES. NULL where it cannot move so."""
    rows = []
    for step, limit in limits.items():
        for name, value, what, column in (
            ("attention_below", limit.attention_below, "支援優先度", "priority_flips"),
            ("support_below", limit.support_below, "支援内容", "content_flips"),
        ):
            own = sensitivity[(sensitivity["step"] == step) & (sensitivity["limit"] == name)].set_index("move")[column]
            kind = ATTENTION if name == "attention_below" else SUPPORT
            rows.append((f"{steps.get(step, step)}・{kind}", value, what, *(own.get(move) for move in MOVES)))
    names = ["limit", "points", "what", *(f"move{move:+g}" for move in MOVES)]
    return DataFrame(rows, columns=names).astype(dict.fromkeys(names[3:], "Int64"))


def first_day(round: str) -> date:
    """1 April of the round's fiscal year."""
    return date(int(round[:4]), 4, 1)


def not_heard(table: DataFrame, log: DataFrame, since: date) -> DataFrame:
    """The rows of `table` with verdict 高 and no ヒアリング on record since that day."""
    heard = log.loc[(log["type"] == "ヒアリング") & (pd.to_datetime(log["date"]) >= pd.Timestamp(since)), "code"]
    return table[(table["verdict"] == "高") & ~table["code"].isin(heard)]


def to_decide(table: DataFrame) -> DataFrame:
    """The rows of the form, by code: wish, decision, why and date can be typed over."""
    form = table.sort_values("code", ignore_index=True)[["code", "name", "support_priority", *BY_PEOPLE]]
    days = pd.to_datetime(form["date"]).dt.date.astype(object)
    form = form.assign(date=days, **{name: form[name].astype(object) for name in ("wish", "decision", "why")})
    return form.where(form.notna(), None)


def fingerprint(form: DataFrame) -> str:
    """The same for the same municipalities with the same decisions."""
    content = form[["code", *BY_PEOPLE]].astype(str).to_csv(index=False)
    return sha256(content.encode()).hexdigest()[:12]


def typed_in(before: DataFrame, after: DataFrame, round: str, today: date) -> list[dict[str, object]]:
    """The rows of the form that were changed, to be stored. A decision without a date gets today's."""
    rows = []
    for old, new in zip(before[list(BY_PEOPLE)].itertuples(index=False), after[["code", *BY_PEOPLE]].itertuples(index=False), strict=True):
        values = {name: none_if_empty(getattr(new, name)) for name in BY_PEOPLE}
        if values != {name: none_if_empty(getattr(old, name)) for name in BY_PEOPLE}:
            rows.append({"round": round, "code": new.code, **values, "date": values["date"] or (today if values["decision"] else None)})
    return rows


def none_if_empty(value: object) -> object:
    return None if value is None or value == "" or pd.isna(value) else value


VERDICT = {field.name: field for field in TABLES["priority"].fields}
NAME = Field("name", "市町村名", "text", "市町村の名前。")
DECIDED = (
    Field("wish", "支援希望", "text", "市町村が支援を希望するか（有・無・未確認）。"),
    Field("decision", "県の決定", "text", "支援する・見送る・検討中。優先度は候補を選ぶ目安で、決めるのは人です。"),
    Field("why", "決定の理由", "text", "県が決めた理由。"),
    Field("date", "決定日", "date", "決めた日。"),
)
WIDTHS = {
    "code": 80,
    "name": 90,
    "support_priority": 172,
    "support_content": 240,
    "reason": 400,
    "wish": 90,
    "decision": 110,
    "why": 260,
    "date": 110,
}
"""Pixels; the other columns are as wide as their header."""
MOVE_FIELDS = (
    Field("limit", "動かす基準", "text", "STEP ごとの2つの基準。右の列は、動かすと結果が変わる団体の数。"),
    Field("points", "今の基準（点）", "score", "今の基準。"),
    Field("what", "変わるもの", "text", "優先度の基準は支援優先度が、支援内容の基準は支援内容が変わる団体を数えます。"),
    *(
        Field(
            f"move{move:+g}",
            f"{abs(move):g}点{'上げる' if move > 0 else '下げる'}",
            "integer",
            "基準を動かすと結果が変わる団体の数。空欄は動かせない場合。",
        )
        for move in MOVES
    ),
)


def fields(steps: Mapping[str, str], with_decisions: bool) -> tuple[Field, ...]:
    """The columns of the table in the form of the source (p. 28), the reason, and what people decided."""
    scores = [Field(step, label, "score", f"{label}の得点。") for step, label in steps.items()]
    verdict = [VERDICT[name] for name in ("support_priority", "support_content", "reason")]
    return (CODE, NAME, *scores, *verdict, *(DECIDED if with_decisions else ()))
