"""Which rows stand behind the page 全体状況? Tables joined with names and labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
from pandas import DataFrame, Series

from analytics.change import BREAK_BELOW
from analytics.charts.overview import PRIORITY_ORDER, SILENT
from analytics.frames.neighbours import YES
from analytics.frames.priority import verdicts_of
from analytics.frames.progress import overall
from analytics.model import Model, numbered
from analytics.registry import CODE, Field

QUIET_DAYS = 90
MOST_MOVERS = 10
CATEGORIES = ("市", "町", "村", "区")
BLANK = " "
"""The empty column between steps and aspects in the heat map."""

NAME = Field("name", "市町村", "text", "団体の名前。")
QUIET_FIELDS = (
    NAME,
    Field("last", "最後の支援", "date", "支援記録にある最後の日付。空欄は記録なし。"),
    Field("days", "経過日数", "integer", "最後の支援から今日までの日数。空欄は記録なし。"),
)
COMPLETENESS_FIELDS = (
    CODE,
    NAME,
    Field("block", "圏域", "text", "県が定める圏域。"),
    Field("state", "回答の状況", "text", "回答済・一部未回答・未回答。STEP得点表だけは、設問の回答がなく得点だけが分かる団体。"),
    Field("share", "回答率", "ratio", "点数のある設問のうち、回答のあった割合（設問の数）。"),
    Field("missing", "回答のない設問", "text", "設問番号と、回答がない理由。"),
)
HEAT_FIELDS = (NAME, Field("item", "項目", "text", "STEP または観点。"), Field("full", "値", "text", "STEP は点、観点は 0～100。"))
MAP_FIELDS = (CODE, NAME, Field("shown", "値", "text", "地図に表した値。"))
CATEGORY_FIELDS = (
    Field("group", "区分", "text", "市・町・村・区と団体数。"),
    NAME,
    Field("as_is", "現状（総合）", "score", "分かっている観点の重み付き平均（0～100）。"),
    Field("median", "区分の中央値", "score", "区分の中での中央値。"),
)
MOVER_FIELDS = (
    NAME,
    Field("before", "前回", "score", "前回の現状（総合）。"),
    Field("after", "今回", "score", "今回の現状（総合）。"),
    Field("change", "変化", "score", "今回から前回を引いた差。"),
)
TOTAL_FIELDS = (
    Field("item", "項目", "text", "STEP または観点。"),
    Field("shown", "中央値", "text", "集計に加わる団体の中央値。"),
    Field("n", "団体数", "integer", "集計に加わる団体の数。"),
)


def step_labels(model: Model, round: str | None) -> dict[str, str]:
    steps = model.questionnaire(round).steps if round else ()
    return {step.id: f"{step.id.upper()} {step.content_label}" for step in steps}


def aspect_labels(model: Model) -> dict[str, str]:
    return {aspect.id: aspect.label for aspect in model.to_be.aspects}


def respondents(steps: DataFrame) -> frozenset[str]:
    """Codes of those of whom something is known: an answer, or a score in a step table."""
    return frozenset(steps.loc[(steps["coverage"].fillna(0) > 0) | steps["score"].notna(), "code"])


def step_medians(steps: DataFrame, labels: Mapping[str, str]) -> DataFrame:
    """One row per step in order. median, max: points; n: how many are known; share: median / max."""
    found = steps.groupby("step", sort=False).agg(median=("score", "median"), max=("max", "max"), n=("score", "count")).reset_index()
    return found.assign(label=found["step"].map(labels).fillna(found["step"]), share=found["median"] / found["max"])


def field_medians(wheels: DataFrame) -> DataFrame:
    """One row per field in order: median of as_is (0–100) and n."""
    return wheels.groupby("field", sort=False).agg(median=("as_is", "median"), n=("as_is", "count")).reset_index()


def priority_counts(priority: DataFrame, codes: Sequence[str], names: Mapping[str, str]) -> DataFrame:
    """One row per priority, then 判定保留 and 未回答: n and who they are."""
    verdict = dict(zip(priority["code"], verdicts_of(priority), strict=True))
    of = Series({code: verdict.get(code, SILENT) for code in codes}, dtype=object)
    found = [(label, list(of.index[of == label])) for label in PRIORITY_ORDER]
    rows = [(label, len(held), in_a_row(held, names)) for label, held in found if held or label != SILENT]
    return DataFrame(rows, columns=["priority", "n", "names"])


def in_a_row(codes: Iterable[str], names: Mapping[str, str], most: int = 12) -> str:
    """Names for a tooltip: the first dozen and how many more."""
    listed = [names.get(code, code) for code in codes]
    rest = f"、ほか{len(listed) - most}団体" if len(listed) > most else ""
    return "、".join(listed[:most]) + rest


def quiet(log: DataFrame, codes: Sequence[str], names: Mapping[str, str], today: date) -> DataFrame:
    """Those without an entry in the last QUIET_DAYS days, never contacted first, then the longest ago. last, days."""
    past = log.assign(date=pd.to_datetime(log["date"]))
    last = past[past["date"] <= pd.Timestamp(today)].groupby("code")["date"].max().reindex(list(codes))
    rows = DataFrame({"code": list(codes), "name": [names.get(c, c) for c in codes], "last": last.to_numpy()})
    rows["days"] = (pd.Timestamp(today) - rows["last"]).dt.days.astype("Int64")
    late = rows[rows["days"].isna() | (rows["days"] >= QUIET_DAYS)]
    return late.sort_values(["days", "code"], ascending=[False, True], na_position="first", ignore_index=True)


# ---- heat map


def heat(steps: DataFrame, gap: DataFrame, places: DataFrame, labels: tuple[Mapping[str, str], Mapping[str, str]]) -> DataFrame:
    """One row per municipality of `places` (code, place, name) and item, in their order. share: 0–100, NULL if not known."""
    of_steps, of_aspects = labels
    points = steps.assign(item=steps["step"].map(of_steps), share=100 * steps["score"] / steps["max"])
    points = points.assign(
        shown=points["score"].map(whole), full=[f"{whole(s)} / {m:g} 点" for s, m in zip(points["score"], points["max"], strict=True)]
    )
    states = gap.assign(
        item=gap["aspect"].map(of_aspects), share=gap["as_is"], shown=gap["as_is"].map(whole), full=gap["as_is"].map(one_digit)
    )
    known = pd.concat([points, states])[["code", "item", "share", "shown", "full"]]
    grid = places.merge(DataFrame({"item": [*of_steps.values(), *of_aspects.values()]}), how="cross").merge(
        known, on=["code", "item"], how="left"
    )
    n = grid.groupby("item")["share"].transform("count")
    missing = grid["share"].isna()
    return grid.assign(n=n, shown=grid["shown"].mask(missing, "－"), full=grid["full"].mask(missing, "未回答・回答不足"))


def whole(value: float) -> str:
    return "－" if pd.isna(value) else f"{value:.0f}"


def one_digit(value: float) -> str:
    return "－" if pd.isna(value) else f"{value:.1f}"


def heat_items(labels: tuple[Mapping[str, str], Mapping[str, str]]) -> tuple[str, ...]:
    of_steps, of_aspects = labels
    return (*of_steps.values(), BLANK, *of_aspects.values())


def places(municipalities: DataFrame, codes: Iterable[str], names: Mapping[str, str], by_block: bool) -> DataFrame:
    """One row per municipality in the order of a chart: code, name, place (the name as it stands on the axis)."""
    block = dict(zip(municipalities["code"], municipalities["block"].fillna(""), strict=True))
    rows = DataFrame({"code": list(codes)}, dtype=object)
    rows = rows.assign(name=[names.get(c, c) for c in rows["code"]], block=[block.get(c, "") for c in rows["code"]])
    if by_block:
        order = {name: place for place, name in enumerate(dict.fromkeys(rows["block"]))}
        rows = rows.sort_values("block", key=lambda column: column.map(order), kind="stable", ignore_index=True)
    prefix = rows["block"].where(rows["block"] == "", rows["block"] + "｜") if by_block else ""
    return rows.assign(place=prefix + rows["name"])[["code", "name", "place"]]


def alike(heat: DataFrame) -> list[str]:
    """The codes of a heat map so that municipalities with like shares stand together; those without any share last.

    Average linkage over the items' shares (0–100), an unknown one counted as the item's mean.
    """
    from scipy.cluster.hierarchy import leaves_list, linkage  # half a second to load, for one of three orders only

    shares = heat.pivot_table(index="code", columns="item", values="share", sort=True).astype(float)
    silent = [code for code in dict.fromkeys(heat["code"]) if code not in shares.index]
    if len(shares) < 3:
        return [*shares.index, *silent]
    order = leaves_list(linkage(shares.fillna(shares.mean()).to_numpy(), "average", optimal_ordering=True))
    return [*shares.index[order], *silent]


# ---- map


class Measure(NamedTuple):
    """One thing a map can show. table, where: which rows of the registry; column: the value; low, high: ends of its scale."""

    label: str
    table: str
    where: tuple[str, str] | None
    column: str
    unit: str
    low: float = 0.0
    high: float = 100.0


ANSWERED = "answered"
DONE = {1.0: "実施", 0.0: "未実施"}


def measures(model: Model, round: str | None, indicators: DataFrame, surveyed: bool) -> dict[str, Measure]:
    """What a map can show, by a short key for the address."""
    found: dict[str, Measure] = {}
    if surveyed:
        found["as_is"] = Measure("総合（現状）", "overall", None, "as_is", "（0〜100）")
        found["gap"] = Measure("総合（ギャップ）", "overall", None, "gap", "（点）")
        paper = model.questionnaire(round or "2025")
        for step, label in step_labels(model, round).items():
            found[step] = Measure(label, "steps", ("step", step), "score", "（点）", 0.0, paper.step_maximum(step))
        found |= {id: Measure(f"観点 {label}", "gap", ("aspect", id), "as_is", "（0〜100）") for id, label in aspect_labels(model).items()}
        found |= {
            f"w{i}": Measure(name, "wheels", ("field", name), "as_is", "（0〜100）")
            for i, name in enumerate(("自治体DX", "地域社会DX", "接続"))
        }
    return found | indicator_measures(indicators)


def indicator_measures(indicators: DataFrame) -> dict[str, Measure]:
    """indicators: one year each, with its unit."""
    known = indicators.dropna(subset=["value"])
    parts = enumerate(known.groupby("indicator", sort=False), 1)
    return {f"i{place}": indicator_measure(str(name), rows) for place, (name, rows) in parts}


def indicator_measure(name: str, rows: DataFrame) -> Measure:
    low, high, unit = float(rows["value"].min()), float(rows["value"].max()), rows["unit"].iloc[0]
    suffix = f"（{unit}）" if pd.notna(unit) and unit else ""
    return Measure(
        f"指標 {name} {rows['year'].iloc[0]}年", "indicators", ("indicator", name), "value", suffix, low, high if high > low else low + 1
    )


def measured(table: DataFrame, measure: Measure, names: Mapping[str, str]) -> DataFrame:
    """One row per municipality with a value: code, name, value, shown; value is a word where 1 stands for 実施."""
    rows = table if measure.where is None else table[table[measure.where[0]] == measure.where[1]]
    values = rows.dropna(subset=[measure.column])
    figures = values[measure.column].astype(float)
    shown = figures.map(DONE if is_done_or_not(measure) else lambda value: f"{value:,.1f}".removesuffix(".0"))
    found = {
        "code": values["code"],
        "name": [names.get(c, c) for c in values["code"]],
        "value": shown if is_done_or_not(measure) else figures,
        "shown": shown,
    }
    return DataFrame(found).reset_index(drop=True)


def is_done_or_not(measure: Measure) -> bool:
    return YES in measure.unit


def answered(codes: Sequence[str], who: Iterable[str], names: Mapping[str, str]) -> DataFrame:
    """One row per municipality: 回答済 or 未回答."""
    held = frozenset(who)
    state = ["回答済" if code in held else SILENT for code in codes]
    return DataFrame({"code": list(codes), "name": [names.get(c, c) for c in codes], "value": state, "shown": state})


def every_tile(values: DataFrame, cells: DataFrame, names: Mapping[str, str]) -> DataFrame:
    """The cells of a tile map with the values where there are any."""
    joined = cells.merge(values.drop(columns="name"), on="code", how="left")
    return joined.assign(name=[names.get(code, code) for code in joined["code"]], shown=joined["shown"].fillna("－"))


def by_block(municipalities: DataFrame) -> dict[str, list[str]]:
    block = municipalities["block"].fillna("")
    return {str(name): list(rows["code"]) for name, rows in municipalities.groupby(block, sort=False)}


# ---- distribution, movers, totals, completeness


def by_category(states: DataFrame, municipalities: DataFrame, names: Mapping[str, str]) -> DataFrame:
    """One row per municipality with a known overall as-is and category. group: 区分 with n; median: of the group."""
    rows = states.dropna(subset=["as_is"]).merge(municipalities[["code", "category"]], on="code").dropna(subset=["category"])
    of = rows.groupby("category")["as_is"]
    rows = rows.assign(median=of.transform("median"), n=of.transform("count"), name=[names.get(c, c) for c in rows["code"]])
    rows = rows.assign(group=[f"{category}（{n}団体）" for category, n in zip(rows["category"], rows["n"], strict=True)])
    order = {category: place for place, category in enumerate(CATEGORIES)}
    return rows.sort_values(["category", "code"], key=lambda c: c.map(order) if c.name == "category" else c, ignore_index=True)


def previous_round(rounds: Sequence[str], round: str | None, model: Model) -> str | None:
    """The round before, where the same questionnaire served both. `rounds`: newest first."""
    if round is None or round not in rounds:
        return None
    later = list(rounds)[list(rounds).index(round) + 1 :]
    if not later or model.questionnaire(later[0]) is not model.questionnaire(round):
        return None
    return later[0]


def changes(change: DataFrame, names: Mapping[str, str]) -> DataFrame:
    """One row per municipality known in both rounds, in code order: before, after, change of overall as-is, as far as its series goes on.

    change: rows of the table. Where the questionnaires have too little in common, nobody is said to have moved.
    """
    rows = overall(change)
    rows = rows[rows["tied_share"] >= BREAK_BELOW][["code", "round_from", "before", "after", "change"]]
    return rows.assign(name=[names.get(c, c) for c in rows["code"]], shown=[f"{value:+.1f}" for value in rows["change"]]).reset_index(
        drop=True
    )


def movers(changed: DataFrame) -> DataFrame:
    """Those that moved most, up or down, in code order."""
    largest = changed["change"].abs().nlargest(MOST_MOVERS, keep="first").index
    return changed.loc[sorted(largest)].reset_index(drop=True)


def totals(summary: DataFrame, labels: tuple[Mapping[str, str], Mapping[str, str]], highest: Mapping[str, float]) -> DataFrame:
    """Steps and aspects of a prefecture summary as shares (0–100) of their maximum: item, median, q1, q3, shown, n."""
    of_steps, of_aspects = labels
    rows = summary[summary["measure"].isin(["step", "aspect"])].dropna(subset=["median"])
    factor = Series([100 / highest.get(item, 100) for item in rows["item"]], index=rows.index)
    shown = [f"{m:.1f} / {highest[i]:g} 点" if i in highest else f"{m:.1f}" for m, i in zip(rows["median"], rows["item"], strict=True)]
    scaled = rows[["median", "q1", "q3"]].mul(factor, axis=0)
    named = rows["item"].map({**of_steps, **of_aspects}).fillna(rows["item"])
    return scaled.assign(item=named, shown=shown, n=rows["n"], points=rows["median"], max=rows["item"].map(highest)).reset_index(drop=True)


def completeness(answers: DataFrame, municipalities: DataFrame, who: Iterable[str], asked: int) -> DataFrame:
    """One row per municipality: state, share of the questions answered (to a tenth of a percent), and which are missing and why."""
    held = frozenset(who)
    of = dict(tuple(answers.groupby("code", sort=False)))
    rows = [
        (row.code, row.name, row.block, *state_of(of.get(row.code), row.code in held, asked))
        for row in municipalities.itertuples(index=False)
    ]
    return DataFrame(rows, columns=[field.name for field in COMPLETENESS_FIELDS])


def state_of(answers: Any, is_known: bool, asked: int) -> tuple[str, float | None, str]:
    known = 0 if answers is None else int(answers["points"].notna().sum())
    if not known:
        return ("STEP得点表だけ" if is_known else SILENT), (None if is_known else 0.0), ""
    open_ = answers[answers["points"].isna()]
    missing = "、".join(
        f"{numbered(q)}（{r}）" if pd.notna(r) else numbered(q) for q, r in zip(open_["question"], open_["missing_reason"], strict=True)
    )
    return ("回答済" if known >= asked else "一部未回答"), round(known / asked, 3), missing
