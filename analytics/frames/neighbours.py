"""How do a municipality and its peers stand side by side? What the page 近隣比較 draws, put together from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from pandas import DataFrame, Series

from analytics.model import Model, Questionnaire, numbered
from analytics.registry import Field

OWN, PEER, AWAY = "中心の団体", "比較相手", "比較相手（県外）"
NOT_KNOWN = "情報なし"
UNTOLD = "－"
PLACES = {"higher": "▲ 近隣より高い", "lower": "▽ 近隣より低い（伸びしろ）", "same": "＝ 同程度"}
MEASURES = {"step": "STEP", "aspect": "観点", "overall": "総合", "factor": "ギャップ要因", "outcome": "アウトカム", "indicator": "指標"}
YES = "実施=1"
"""How a unit begins whose 1 stands for 実施 and 0 for 未実施."""
MOST_NAMED = 12
"""With more peers than this their names would hide the dots: they stand in the tooltip only."""


def members(focus: str, peers: DataFrame, master: DataFrame) -> DataFrame:
    """One row per municipality shown: the one in focus, then its peers in their order. label marks another prefecture."""
    shown = DataFrame({"code": [focus, *peers["peer"]]}).merge(master[["code", "name", "prefecture"]], on="code")
    away = shown["prefecture"].ne(shown["prefecture"].iloc[0]) & shown["prefecture"].notna()
    label = shown["name"].where(~away, shown["name"] + "（" + shown["prefecture"].fillna("") + "・県外）")
    role = Series(PEER, index=shown.index).mask(away, AWAY).mask(shown["code"] == focus, OWN)
    why = peers.set_index("peer")[["reason", "distance"]]
    return shown.assign(label=label, role=role).join(why, on="code")


def item_labels(model: Model, questionnaire: Questionnaire | None) -> dict[tuple[str, str], str]:
    """(measure, item) → its name on screen; an indicator is called by its own."""
    to_be = model.to_be
    steps = questionnaire.steps if questionnaire else ()
    return {
        **{("step", step.id): f"{step.id.upper()} {step.content_label}" for step in steps},
        **{("aspect", aspect.id): aspect.label for aspect in to_be.aspects},
        **{("factor", factor.id): factor.label for factor in to_be.factors},
        **{("outcome", outcome.id): outcome.label for outcome in to_be.outcomes},
        ("overall", "as_is"): "総合（現状）",
        ("overall", "gap"): "総合（ギャップ）",
    }


def standing(benchmark: DataFrame, comparison: str, labels: Mapping[tuple[str, str], str]) -> DataFrame:
    """The rows of one comparison with label, kind and place in words; n < 3 shows no band."""
    rows = benchmark[benchmark["comparison"] == comparison]
    pairs = list(zip(rows["measure"], rows["item"], strict=True))
    return rows.assign(
        label=[labels.get(pair, pair[1]) for pair in pairs],
        kind=rows["measure"].map(MEASURES),
        standing=rows["place"].map(PLACES),
    )


# ---- dots: one row per item and municipality ----


def dots(values: DataFrame, shown: DataFrame, labels: Mapping[str, str], scale: float) -> DataFrame:
    """values (code, item, value) of those shown, with name, role and the lane in which each name is free to read.

    scale: the right end of the axis. Unknown values are left out: the table under the chart and the heat map name them.
    """
    known = values[values["item"].isin(list(labels)) & values["value"].notna()]
    rows = known.merge(shown[["code", "label", "role"]].rename(columns={"label": "name"}), on="code")
    named = rows["name"].where(rows["role"].eq(OWN) | (len(shown) <= MOST_NAMED + 1), "")
    rows = rows.assign(label=rows["item"].map(labels), text=named, order=rows["role"].ne(OWN))
    rows = rows.sort_values(["item", "order", "value", "code"], ignore_index=True).drop(columns="order")
    return rows.join(beside(rows, scale))


@dataclass(frozen=True)
class Picture:
    """What `dot_and_band` needs: its structure (labels and heights) and the two sets of rows."""

    labels: tuple[str, ...]
    heights: tuple[int, ...]
    dots: DataFrame
    bands: DataFrame


def picture(
    values: DataFrame,
    shown: DataFrame,
    labels: Mapping[str, str],
    rows: DataFrame,
    scale: float,
    targets: Mapping[str, float] | None = None,
) -> Picture:
    """values: code, item, value. labels: item → label, top to bottom. rows: `standing` of the one in focus."""
    order = tuple(labels.values())
    found = dots(values, shown, labels, scale)
    heights = lanes(found, order)
    return Picture(order, heights, stacked(found, order, heights)[DRAWN], stacked(bands(rows, order, targets), order, heights))


DRAWN = ["label", "name", "text", "role", "value", "side", "y"]


def lanes(rows: DataFrame, labels: Iterable[str]) -> tuple[int, ...]:
    """How many lines of names each item needs, in the order of the labels."""
    most = rows.groupby("label")["lane"].max().to_dict()
    return tuple(int(most.get(label, 0)) + 1 for label in labels)


def tops(heights: Sequence[int]) -> list[float]:
    """Where each item begins, counted in lanes from the top, with half a lane between two."""
    return [sum(heights[:place]) + GAP * place for place in range(len(heights))]


def stacked(rows: DataFrame, labels: Sequence[str], heights: Sequence[int]) -> DataFrame:
    """rows (label, lane) with y, the middle of their lane; rows without a lane with the top and foot of their item."""
    top = rows["label"].map(dict(zip(labels, tops(heights), strict=True))).astype(float)
    if "lane" in rows:
        return rows.assign(y=top + rows["lane"] + 0.5)
    return rows.assign(top=top, foot=top + rows["label"].map(dict(zip(labels, heights, strict=True))))


GAP = 0.5
PIXELS, LETTER, DOT = 640, 12.5, 16
"""Width of the narrowest plot that must be readable, of a letter and of a dot, in pixels."""


def beside(rows: DataFrame, scale: float) -> DataFrame:
    """lane, side: where each dot lies, so that no name covers another dot or name of the same item."""
    placed: list[tuple[int, str]] = []
    taken: dict[str, list[list[tuple[float, float]]]] = {}
    for item, value, text in zip(rows["item"], rows["value"], rows["text"], strict=True):
        here, width = value / scale * PIXELS, LETTER * len(text)
        side = "right" if here + width + DOT / 2 <= PIXELS else "left"
        span = (here - DOT / 2, here + DOT / 2 + width) if side == "right" else (here - DOT / 2 - width, here + DOT / 2)
        placed.append((first_free(taken.setdefault(item, []), span), side))
    return DataFrame(placed, columns=["lane", "side"])


def first_free(lanes: list[list[tuple[float, float]]], span: tuple[float, float]) -> int:
    """The first lane where nothing lies in the span, taken from now on."""
    for lane, spans in enumerate(lanes):
        if all(span[1] <= low or high <= span[0] for low, high in spans):
            spans.append(span)
            return lane
    lanes.append([span])
    return len(lanes) - 1


def bands(rows: DataFrame, labels: Iterable[str], targets: Mapping[str, float] | None = None) -> DataFrame:
    """One row per label: what to draw behind its dots. An item that the one in focus does not have has no band."""
    found = rows[["label", "item", "q1", "median", "q3", "n"]]
    target = found["item"].map(dict(targets or {})).astype(float)
    return DataFrame({"label": list(labels)}).merge(found.assign(target=target).drop(columns="item"), on="label", how="left")


# ---- the heat map: one row per question and municipality ----


def grid(answers: DataFrame, shown: DataFrame, questionnaire: Questionnaire) -> DataFrame:
    """One row per question and municipality, also where nothing is known. text: points or the reason why there are none."""
    asked = DataFrame(
        [(q.id, short(f"{numbered(q.id)} {q.text}"), q.text, q.max_points) for q in questionnaire.questions],
        columns=["question", "row", "wording", "of"],
    )
    every = asked.merge(shown[["code", "label"]].rename(columns={"label": "name"}), how="cross")
    full = every.merge(
        answers[["code", "question", "points", "normalised", "choice", "missing_reason"]], on=["code", "question"], how="left"
    )
    reason = full["missing_reason"].fillna(NOT_KNOWN)
    points = full["points"].map("{:g}".format) + "/" + full["of"].map("{:g}".format)
    return full.assign(
        text=points.where(full["points"].notna(), reason),
        said=full["choice"].where(full["points"].notna(), reason),
    ).drop(columns=["missing_reason", "choice"])


CELLS = ["row", "name", "normalised", "text", "said", "wording", "question"]


def short(text: str, letters: int = 30) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def who_answered(rows: DataFrame, questionnaire: Questionnaire, question: str) -> DataFrame:
    """One row per choice of a question, best first, then one per reason for not knowing: who said it, and how many."""
    here = rows[rows["question"] == question]
    choices = [choice.label for choice in reversed(questionnaire.by_id[question].choices)]
    points = {choice.label: choice.points for choice in questionnaire.by_id[question].choices}
    said = [*choices, *dict.fromkeys(text for text in here["said"] if text not in choices)]
    names = {text: list(here.loc[here["said"] == text, "name"]) for text in said}
    return DataFrame(
        [(text, points.get(text), len(names[text]), "、".join(names[text])) for text in said], columns=["said", "points", "n", "names"]
    )


def behind(rows: DataFrame, focus: str) -> list[str]:
    """The questions where the one in focus is below its top choice while more than half of the known peers are there."""
    top = rows.assign(at_top=rows["normalised"] >= 1)[rows["normalised"].notna()]
    own = top[(top["code"] == focus) & ~top["at_top"]]["question"]
    share = top[top["code"] != focus].groupby("question")["at_top"].mean()
    return [question for question in own if share.get(question, 0) > 0.5]


# ---- published indicators ----


def written(value: float | None, unit: str | None, reason: str | None = None) -> str:
    """A value as people write it: 実施, 72%, 1,234; an unknown one as its reason."""
    if value is None or pd.isna(value):
        return f"－（{reason if isinstance(reason, str) else NOT_KNOWN}）"
    if is_yes_no(unit):
        return {0.0: "未実施", 1.0: "実施"}.get(float(value), f"{value:g}")
    return f"{value:,.1f}".removesuffix(".0") + "%" if unit == "%" else f"{value:,.10g}"


def side_by_side(values: DataFrame, shown: DataFrame, ranked: DataFrame, as_text: bool = True) -> DataFrame:
    """One row per indicator, one column per municipality, named by its code; then the peers' middle and the place.

    as_text: cells as people write them (実施, 72%, －（未回答）); else numbers, and words where there is no number.
    """
    wide = values.merge(shown[["code"]], on="code").pivot(index="indicator", columns="code", values="cell" if as_text else "stored")
    wide = wide.reindex(columns=list(shown["code"])).astype(object)
    about = values.drop_duplicates("indicator")[["indicator", "category", "unit", "year"]]
    table = about.merge(wide.where(wide.notna(), written(None, None)).reset_index(), on="indicator")
    usual, places = (
        middles(values, shown),
        dict(ranked.dropna(subset=["standing"])[["item", "standing"]].itertuples(index=False, name=None)),
    )
    return table.assign(
        unit=table["unit"].map(unit_in_words),
        middle=[usual.get(indicator, UNTOLD) for indicator in table["indicator"]],
        standing=[places.get(indicator, UNTOLD) for indicator in table["indicator"]],
    )


def cells(values: DataFrame) -> DataFrame:
    """values with `cell`, each as people write it, and `stored`, the number or the words of a cell without one."""
    written_cells = [written(*row) for row in values[["value", "unit", "reason"]].itertuples(index=False)]
    stored = [cell if pd.isna(value) else value for cell, value in zip(written_cells, values["value"], strict=True)]
    return values.assign(cell=written_cells, stored=Series(stored, index=values.index, dtype=object))


def middles(values: DataFrame, shown: DataFrame) -> dict[str, str]:
    """Indicator → what is usual among the peers: their median, or how many of them do it."""
    peers = values[values["code"].isin(shown.loc[shown["role"] != OWN, "code"]) & values["value"].notna()]
    return {str(indicator): middle(one["value"], one["unit"].iloc[0]) for indicator, one in peers.groupby("indicator")}


def middle(known: Series, unit: str | None) -> str:
    return f"{int((known == 1).sum())}/{len(known)}団体が実施" if is_yes_no(unit) else written(known.median(), unit)


def is_yes_no(unit: str | None) -> bool:
    return isinstance(unit, str) and unit.startswith(YES)


def unit_in_words(unit: str | None) -> str:
    if not isinstance(unit, str) or not unit:
        return UNTOLD
    return "実施・未実施" if is_yes_no(unit) else unit


def indicator_fields(shown: DataFrame) -> tuple[Field, ...]:
    """The columns of `side_by_side`: one per municipality between what the indicator is and what is usual."""
    own, *peers = shown[["code", "label", "role"]].itertuples(index=False)
    return (
        Field("indicator", "指標", "text", "公表されている指標の名前。"),
        Field(own.code, own.label, "text", own.role),
        Field("middle", "比較相手の中央値・実施数", "text", "値の分かる比較相手の中央値。実施・未実施の指標では、実施している団体の数。"),
        Field("standing", "位置", "text", "比較相手の四分位からみた位置。値の分かる比較相手が3団体以上のとき。"),
        *(Field(peer.code, peer.label, "text", peer.role) for peer in peers),
        Field("unit", "単位", "text", "値の単位。"),
        Field("year", "年", "text", "値の年。"),
        Field("category", "分野", "text", "公表資料での分け方。"),
    )


def most_different(ranked: DataFrame, values: DataFrame, focus: str, most: int = 6) -> DataFrame:
    """The indicators in percent where the one in focus lies furthest from its peers' median, in their own order.

    Left out: no difference at all, and fewer than three known peers unless nothing else is left.
    """
    percent = values.loc[(values["unit"] == "%") & (values["code"] == focus), "indicator"]
    rows = ranked[ranked["item"].isin(set(percent)) & (ranked["diff"].abs() > 0)]
    enough = rows[rows["n"] >= 3] if (rows["n"] >= 3).any() else rows
    furthest = enough["diff"].abs().sort_values(ascending=False, kind="stable").index[:most]
    return enough.loc[sorted(furthest)]


def differences(rows: DataFrame, measures: Iterable[str]) -> tuple[Sequence[str], Sequence[str]]:
    """(labels of what is higher than near by, labels of what is lower), in the order of the rows."""
    told = rows[rows["measure"].isin(list(measures))]
    return list(told.loc[told["place"] == "higher", "label"]), list(told.loc[told["place"] == "lower", "label"])
