"""Which rows stand behind the karte of one municipality? Its tables joined with labels and with what its peers have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from pandas import DataFrame

from analytics.charts import karte as charts
from analytics.config import StepLimits
from analytics.frames.neighbours import PLACES, YES
from analytics.model import Questionnaire, numbered
from analytics.registry import Field

MOST_DRIVERS = 8
LABEL_LETTERS = 22
UNKNOWN = "未回答・回答不足"
OVERALL = "総合"

LABEL = Field("label", "項目", "text", "STEP・観点・要因・アウトカムの名前。")
MEDIAN = (
    Field("median", "比較相手の中央値", "score", "値の分かる比較相手の中央値。"),
    Field("n", "比較相手", "integer", "値の分かる比較相手の数。"),
)
STEP_FIELDS = (
    LABEL,
    Field("score", "得点", "score", "回答した設問から求めた STEP の得点。"),
    Field("max", "満点", "number", "その年度の調査票での満点。"),
    Field("note", "回答の状況", "text", "得点のもとになった回答の割合。100% に満たない得点は暫定。"),
    *MEDIAN,
)
PROFILE_FIELDS = (LABEL, Field("value", "値", "score", "0～100 の値。"), *MEDIAN)
ASPECT_FIELDS = (
    Field("label", "観点", "text", "As-Is／To-Be の観点。"),
    Field("as_is", "現状", "score", "回答した設問の重み付き平均（0～100）。"),
    Field("target", "目標", "score", "選んだ目標（初めは県の目標水準、0～100）。"),
    Field("gap", "ギャップ", "score", "目標に足りない点数。"),
    Field("before", "前回", "score", "前回の現状（0～100）。"),
    *MEDIAN,
)
DRIVER_FIELDS = (
    Field("aspect", "観点", "text", "設問の属する観点。"),
    Field("text", "設問", "text", "調査票の設問。"),
    Field("choice", "回答", "text", "選んだ選択肢。"),
    Field("contribution", "寄与", "score", "観点のギャップのうち、この設問による点数。"),
)
NEXT_FIELDS = (
    Field("position", "順", "integer", "小さく始められる順。"),
    Field("text", "取り組む項目（設問）", "text", "調査票の設問。"),
    Field("now", "今の回答", "text", "選んだ選択肢。"),
    Field("then", "次の段階", "text", "一つ上の選択肢。"),
    Field("aspect", "観点", "text", "設問の属する観点。"),
    Field("as_is_after", "実施後の現状", "score", "ここまでを実施した後の、観点の現状（0～100）。"),
)
INDICATOR_FIELDS = (
    Field("item", "指標", "text", "公表されている指標の名前。"),
    Field("year", "年", "text", "値の年。"),
    Field("shown", "値", "text", "その団体の値。値がないときは理由。"),
    Field("unit", "単位", "text", "値の単位。"),
    Field("median", "比較相手の中央値", "text", "値の分かる比較相手の中央値。"),
    Field("n", "比較相手", "integer", "値の分かる比較相手の数。"),
    Field("standing", "位置", "text", "比較相手の四分位と比べた位置。3団体に満たないときは空欄。"),
)
VISIT_FIELDS = (
    Field("date", "日付", "date", "支援した日。"),
    Field("type", "種別", "text", "ヒアリング・研修・伴走支援・会議のどれか。"),
    Field("title", "件名", "text", "支援の件名。"),
    Field("method", "方法", "text", "対面かリモートか。"),
    Field("participants", "人数", "integer", "参加した人数。"),
    Field("counterpart", "相手先", "text", "市町村側の相手。"),
    Field("staff", "担当", "text", "県側の担当。"),
    Field("note", "内容", "text", "支援の内容。"),
    Field("next", "次回予定", "date", "次に予定している日。"),
)
SHARED_VISIT_FIELDS = tuple(field for field in VISIT_FIELDS if field.name not in ("counterpart", "staff", "note"))


def standing(benchmark: DataFrame) -> DataFrame:
    """The rows against the peers, not those against prefecture and nation."""
    return benchmark[~benchmark["comparison"].isin(["prefecture", "nation"])]


def medians(standing: DataFrame, measure: str, labels: Mapping[str, str]) -> DataFrame:
    """One row per item of a measure that some peer has: label, median, n."""
    rows = standing[(standing["measure"] == measure) & (standing["n"] > 0)]
    return DataFrame({"label": rows["item"].map(labels), "median": rows["median"].astype(float), "n": rows["n"].astype(int)})


def marks(kind: str, labels: Any, values: Any, notes: Any = "") -> DataFrame:
    """What stands on a chart beside its bars; unknown ones are left out."""
    return DataFrame({"label": labels, "kind": kind, "value": values, "note": notes}).dropna(subset=["value"])


def median_marks(found: DataFrame) -> DataFrame:
    return marks(charts.MEDIAN, found["label"], found["median"], [f"値の分かる比較相手 {n:.0f}団体" for n in found["n"]])


def kinds(marked: DataFrame) -> tuple[str, ...]:
    """The kinds that occur, in the order of the legend."""
    return tuple(kind for kind in charts.SIGNS if (marked["kind"] == kind).any())


def steps(table: DataFrame, labels: Mapping[str, str], found: DataFrame) -> DataFrame:
    """One row per step: label, step, score, max, shown, note, median, n."""
    shown = [UNKNOWN if pd.isna(r.score) else f"{r.score:.1f} / {r.max:g}{provisional(r.coverage)}" for r in table.itertuples(index=False)]
    notes = ["STEP得点表による得点" if r.source == "table" else f"回答率 {100 * r.coverage:.0f}%" for r in table.itertuples(index=False)]
    rows = table[["step", "score", "max"]].assign(label=table["step"].map(labels), shown=shown, note=notes)
    return rows.merge(found, on="label", how="left")


def provisional(coverage: float) -> str:
    return "（暫定）" if pd.notna(coverage) and coverage < 1 else ""


def step_marks(limits: Mapping[str, StepLimits], labels: Mapping[str, str], found: DataFrame) -> DataFrame:
    """The peers' medians and the `limits` of the support priority; the one of the content only where it is a lower one."""
    known = [(labels[step], limit) for step, limit in limits.items() if step in labels]
    attention = marks(
        charts.ATTENTION, [label for label, _ in known], [x.attention_below for _, x in known], "この点未満で支援優先度に数える"
    )
    lower = [(label, limit) for label, limit in known if limit.support_below < limit.attention_below]
    support = marks(charts.SUPPORT, [label for label, _ in lower], [x.support_below for _, x in lower], "この点未満で支援内容に挙げる")
    return pd.concat([attention, support, median_marks(found)], ignore_index=True)


def aspects(gap: DataFrame, before: DataFrame, labels: Mapping[str, str], found: DataFrame) -> DataFrame:
    """One row per aspect: label, as_is, target, gap, shown, middle (where the words stand), before, median, n."""
    rows = gap[["aspect", "as_is", "target", "gap", "surplus"]].merge(
        before[["aspect", "as_is"]].rename(columns={"as_is": "before"}), on="aspect", how="left"
    )
    shown = [in_words(row.as_is, row.gap, row.surplus) for row in rows.itertuples(index=False)]
    middle = ((rows["as_is"] + rows["target"]) / 2).fillna(50)
    return rows.assign(label=rows["aspect"].map(labels), shown=shown, middle=middle).merge(found, on="label", how="left")


def overall(now: DataFrame, before: DataFrame, standing: DataFrame) -> DataFrame:
    """The overall figure as one more row over the aspects; its gap is their mean, so it has no target of its own."""
    found = medians(standing[standing["item"] == "as_is"], "overall", {"as_is": OVERALL})
    rows = now[["as_is", "gap"]].assign(label=OVERALL, target=float("nan"), before=before["as_is"].iloc[0] if len(before) else float("nan"))
    words = [UNKNOWN if pd.isna(gap) else f"ギャップの平均 {gap:.1f}" for gap in rows["gap"]]
    return rows.assign(shown=words, middle=rows["as_is"].fillna(50)).merge(found, on="label", how="left")


def in_words(as_is: float, gap: float, surplus: float) -> str:
    if pd.isna(as_is):
        return UNKNOWN
    return f"あと {gap:.1f}" if gap > 0 else f"目標に到達（+{surplus:.1f}）"


def aspect_marks(rows: DataFrame, found: DataFrame) -> DataFrame:
    parts = [marks(charts.TARGET, rows["label"], rows["target"]), marks(charts.BEFORE, rows["label"], rows["before"]), median_marks(found)]
    return pd.concat([*parts, marks(charts.AS_IS, rows["label"], rows["as_is"])], ignore_index=True)


def profile(table: DataFrame, item: str, value: str, labels: Mapping[str, str], found: DataFrame) -> DataFrame:
    """One row per factor or outcome, in the model's order: label, value, shown, median, n."""
    shown = [UNKNOWN if pd.isna(x) else f"{x:.0f}" for x in table[value]]
    rows = DataFrame({"label": table[item].map(labels), "value": table[value].astype(float), "shown": shown})
    return rows.merge(found, on="label", how="left")


def drivers(table: DataFrame, paper: Questionnaire, answers: DataFrame, aspect_labels: Mapping[str, str]) -> DataFrame:
    """One row per question that takes from the target, the largest first: label, aspect, text, choice, contribution."""
    rows = table[table["contribution"] > 1e-9].sort_values(["contribution", "question"], ascending=[False, True], ignore_index=True)
    texts = [paper.by_id[question].text for question in rows["question"]]
    return rows[["question", "contribution"]].assign(
        label=[shortened(question, text) for question, text in zip(rows["question"], texts, strict=True)],
        text=texts,
        aspect=rows["aspect"].map(aspect_labels),
        choice=rows["question"].map(choices(answers)).fillna(UNKNOWN),
    )


def shortened(question: str, text: str) -> str:
    """The start of a question's text behind its number, which keeps two like texts apart."""
    return f"{numbered(question)} {text[:LABEL_LETTERS]}{'…' if len(text) > LABEL_LETTERS else ''}"


def choices(answers: DataFrame) -> dict[str, str]:
    known = answers.dropna(subset=["choice"])
    return dict(zip(known["question"], known["choice"], strict=True))


def next_steps(table: DataFrame, paper: Questionnaire, answers: DataFrame, aspect_labels: Mapping[str, str]) -> DataFrame:
    """One row per question to take up: what is answered now, and the choice one step up."""
    now = choices(answers)
    rows = [
        (row.position, paper.by_id[row.question].text, now.get(row.question, ""), choice_of(paper, row.question, row.to_points))
        for row in table.itertuples(index=False)
    ]
    found = DataFrame(rows, columns=["position", "text", "now", "then"])
    return found.assign(aspect=list(table["aspect"].map(aspect_labels)), as_is_after=list(table["as_is_after"]))


def choice_of(paper: Questionnaire, question: str, points: float) -> str:
    return next((choice.label for choice in paper.by_id[question].choices if abs(choice.points - points) < 1e-9), f"{points:g}点")


def indicators(newest: DataFrame, near: DataFrame) -> DataFrame:
    """One row per indicator: year, shown (the value, else why there is none), unit, the peers' median, n, place in words."""
    rows = newest.rename(columns={"indicator": "item"}).merge(near[["item", "median", "n", "place"]], on="item", how="left")
    shown = [
        reason if pd.isna(value) else in_unit(value, unit)
        for value, reason, unit in zip(rows["value"], rows["reason"], rows["unit"], strict=True)
    ]
    usual = ["" if pd.isna(value) else middle(value, unit) for value, unit in zip(rows["median"], rows["unit"], strict=True)]
    unit = rows["unit"].where(~rows["unit"].fillna("").str.startswith(YES), "")
    return rows.assign(shown=shown, median=usual, unit=unit, standing=rows["place"].map(PLACES), n=rows["n"].astype("Int64"))


def in_unit(value: float, unit: str | None) -> str:
    """1 of 実施=1、未実施=0 is 実施; everything else a number."""
    if str(unit).startswith(YES):
        return "実施" if value else "未実施"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def middle(value: float, unit: str | None) -> str:
    """A median; of 実施=1、未実施=0 it says what more than half of the peers do."""
    if str(unit).startswith(YES):
        return {1.0: "実施が多い", 0.0: "未実施が多い"}.get(float(value), "実施が半数")
    return in_unit(value, unit)


def faults_of_visit(row: Mapping[str, Any], today: date) -> list[str]:
    """What must be mended before a visit is stored."""
    faults = []
    if not str(row["title"] or "").strip():
        faults.append("件名を入力してください。")
    if row["date"] is None or row["date"] > today:
        faults.append("日付は今日までの日にしてください（これからの予定は「次回予定」に入れてください）。")
    if row["next"] is not None and row["date"] is not None and row["next"] <= row["date"]:
        faults.append("次回予定は、日付より後の日にしてください。")
    return faults


PEER_FIELDS = (
    Field("name", "比較相手", "text", "比較相手の名前。"),
    Field("reason", "理由", "text", "比較相手である理由。"),
    Field("distance", "距離", "score", "近さ（小さいほど近い）。距離のない選び方では空欄。"),
)


def peers(table: DataFrame, names: Mapping[str, str], only: tuple[str, ...] | None) -> DataFrame:
    """One row per peer with the reason; on a shared screen (`only`) those chosen by name."""
    rows = table if only is None else table[table["peer"].isin(only)]
    return rows.assign(name=[names.get(code, code) for code in rows["peer"]]).reset_index(drop=True)


def weak_steps(steps: DataFrame, limits: Mapping[str, StepLimits]) -> list[str]:
    """The steps below attention, in order: those whose procedure helps."""
    scores = zip(steps["step"], steps["score"], strict=True)
    return [step for step, score in scores if step in limits and score < limits[step].attention_below - 1e-9]


def change(now: float, before: float | None) -> str | None:
    """In words for a metric; None where it is not known in both rounds."""
    if before is None or pd.isna(before) or pd.isna(now):
        return None
    moved = "±0.0" if abs(now - before) < 0.05 else f"{now - before:+.1f}"
    return f"{moved}（前回 {before:.1f}）"
