"""Which rows does the page of change draw? Slopes, series with their breaks, the two groups of support, and KPIs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
from pandas import DataFrame, Series, concat

from analytics.change import BREAK_BELOW
from analytics.registry import CODE, Field

OWN, PEER, OTHER, MIDDLE = "中心の団体", "比較相手", "ほかの団体", "県内の中央値"
PEERS_MIDDLE, SHOWN_MIDDLE = "比較相手の中央値", "図の団体の中央値"
SLOPE = ["name", "role", "round", "value", "shown", "piece"]
STILL = 0.05
"""Points: what is shown as ±0.0 has neither risen nor fallen."""
SERIES = ["line", "round", "value", "n", "piece"]
SUPPORTED, NOT_SUPPORTED, DIFFERENCE = "支援した団体", "支援していない団体", "差（支援した－していない）"

NAME = Field("name", "団体", "text", "市町村の名前。")
SHARE = Field(
    "tied_share", "対応する設問の割合", "ratio", "重みで数えた、二つの年度の調査票で対応する設問の割合。70%未満なら続きとみなさない。"
)
SLOPE_FIELDS = (
    NAME,
    Field("role", "区分", "text", "中心の団体・比較相手・ほかの団体。"),
    Field("round", "調査年度", "text", "調査の年度。"),
    Field("value", "現状（総合）", "score", "0～100。二つの年度で対応する設問だけで求める。"),
)
SERIES_FIELDS = (
    Field("line", "線", "text", "団体、比較相手の中央値、県内の中央値のどれか。"),
    Field("round", "調査年度", "text", "調査の年度。"),
    Field("value", "値", "score", "現状（0～100）。"),
    Field("n", "団体数（n）", "integer", "値の分かる団体の数。"),
)
CHANGE_FIELDS = (
    CODE, NAME,
    Field("label", "項目", "text", "STEP・観点・要因の名前。"),
    Field("before", "前の値", "score", "前の調査年度の値。二つの年度で対応する設問だけで求める。"),
    Field("after", "後の値", "score", "後の調査年度の値。二つの年度で対応する設問だけで求める。"),
    Field("change", "変化", "score", "後の値から前の値を引いた差。"),
    SHARE,
)  # fmt: skip
EFFECT_FIELDS = (
    Field("group", "団体の区分", "text", "支援記録があるかどうか。"),
    Field("n", "団体数（n）", "integer", "両方の年度で現状（総合）が分かる団体の数。"),
    Field("mean", "変化の平均（点）", "score", "現状（総合）の変化の平均。差の行は、その差。支援の効果の証明ではない。"),
    Field("low", "95%信頼区間の下限", "score", "ウェルチの方法による。どちらかが8団体未満なら空欄。"),
    Field("high", "95%信頼区間の上限", "score", "ウェルチの方法による。どちらかが8団体未満なら空欄。"),
)
KPI_FIELDS = (
    NAME,
    Field("kpi", "KPI", "text", "計画の成果指標の名前。"),
    Field("year", "年度", "text", "値の年度。"),
    Field("baseline", "基準値", "number", "計画の出発点の値。"),
    Field("actual", "実績", "number", "その年度の実績の値。"),
    Field("target", "目標値", "number", "計画の目標の値。"),
    Field("progress", "達成度（%）", "score", "基準値から目標値までのうち、実績が進んだ割合。"),
)


def overall(change: DataFrame) -> DataFrame:
    """The rows of `change` about the overall state."""
    return change[(change["measure"] == "overall") & (change["item"] == "as_is")]


def is_broken(change: DataFrame) -> bool:
    """Do the two questionnaires have too little in common for these rows to be one series?"""
    return bool((change["tied_share"] < BREAK_BELOW).any())


def up_and_down(change: Series) -> tuple[int, int]:
    """How many have risen, how many fallen."""
    return int((change > STILL).sum()), int((change < -STILL).sum())


def slopes(change: DataFrame, focus: str, peers: Collection[str], names: Mapping[str, str]) -> DataFrame:
    """Two rows per municipality and two for the median of all: name, role, round, value, shown, piece. Those in focus last, on top.

    piece: what one line joins; both ends stand alone where the series breaks.
    """
    rows = overall(change)
    if rows.empty:
        return DataFrame(columns=SLOPE)
    role = [OWN if code == focus else PEER if code in peers else OTHER for code in rows["code"]]
    known = DataFrame(
        {
            "code": rows["code"].to_numpy(),
            "name": [names.get(code, code) for code in rows["code"]],
            "role": role,
            "before": rows["before"].to_numpy(),
            "after": rows["after"].to_numpy(),
        }
    )
    middle = DataFrame(
        [{"code": "", "name": SHOWN_MIDDLE, "role": SHOWN_MIDDLE, "before": rows["before"].median(), "after": rows["after"].median()}]
    )
    every = concat([known, middle] if len(known) > 2 else [known], ignore_index=True)
    order = [OTHER, PEER, SHOWN_MIDDLE, OWN]
    every = every.sort_values("role", key=lambda column: column.map(order.index), kind="stable", ignore_index=True)
    ends = [(str(rows[end].iloc[0]), side) for end, side in (("round_from", "before"), ("round_to", "after"))]
    broken = is_broken(rows)
    shown = [slope(before, after, broken) for before, after in zip(every["before"], every["after"], strict=True)]
    return concat(
        [
            every.assign(round=round, value=every[side], shown=shown, piece=every["code"] + (round if broken else ""))[SLOPE]
            for round, side in ends
        ],
        ignore_index=True,
    )


def slope(before: float, after: float, broken: bool) -> str:
    return f"{before:.1f} → {after:.1f}（{'続きとみなせない' if broken else f'{after - before:+.1f}'}）"


def series(near: DataFrame, summary: DataFrame, name: str, measure: str, item: str, broken: Collection[str]) -> DataFrame:
    """One row per line and round: the municipality, its peers' median, the prefecture's. piece: which part of a broken line.

    near: rows of `benchmark` against the peers, all rounds; summary: of the prefecture; broken: rounds that begin a new piece.
    """
    own, whole = (rows[(rows["measure"] == measure) & (rows["item"] == item)] for rows in (near, summary))
    lines = [
        DataFrame({"line": name, "round": own["round"].astype(str), "value": own["value"], "n": 1}),
        DataFrame({"line": PEERS_MIDDLE, "round": own["round"].astype(str), "value": own["median"], "n": own["n"]}),
        DataFrame({"line": MIDDLE, "round": whole["round"].astype(str), "value": whole["median"], "n": whole["n"]}),
    ]
    rows = concat(lines, ignore_index=True).dropna(subset=["value"])
    piece = [sum(start <= round for start in broken) for round in rows["round"]]
    return rows.assign(piece=[f"{line}{number}" for line, number in zip(rows["line"], piece, strict=True)])[SERIES]


def broken_at(ties: Sequence[DataFrame]) -> dict[tuple[str, str], list[str]]:
    """(measure, item) → the rounds at which its series begins anew, from the ties of each round with the one before."""
    found: dict[tuple[str, str], list[str]] = {}
    for tied in ties:
        for row in tied[tied["tied_share"] < BREAK_BELOW].itertuples(index=False):
            found.setdefault((row.measure, row.item), []).append(str(row.round_to))
    return found


def changes(change: DataFrame, names: Mapping[str, str], labels: Mapping[tuple[str, str], str]) -> DataFrame:
    """The table in words."""
    named = [labels.get(key, key[1]) for key in zip(change["measure"], change["item"], strict=True)]
    return change.assign(name=[names.get(code, code) for code in change["code"]], label=named)


def effect(table: DataFrame) -> DataFrame:
    """One row per group with its mean, and one for the difference with its interval: group, n, mean, low, high, label, order."""
    if table.empty:
        return DataFrame(columns=[*(field.name for field in EFFECT_FIELDS), "label", "order"])
    of = {bool(row.supported): row for row in table.itertuples(index=False)}
    rows = [(label, int(of[side].n), of[side].mean_change, None, None) for side, label in ((True, SUPPORTED), (False, NOT_SUPPORTED))]
    rows.append((DIFFERENCE, int(table["n"].sum()), of[True].diff, of[True].ci_low, of[True].ci_high))
    found = DataFrame(rows, columns=[field.name for field in EFFECT_FIELDS])
    found[["mean", "low", "high"]] = found[["mean", "low", "high"]].astype(float)
    return found.assign(label=[f"{group}（n={n}）" for group, n in zip(found["group"], found["n"], strict=True)], order=range(len(found)))


def kpis(table: DataFrame, names: Mapping[str, str]) -> DataFrame:
    """The newest year with an actual figure of each KPI, else its newest: one row per owner and KPI, in code order."""
    if table.empty:
        return DataFrame(columns=[*(field.name for field in KPI_FIELDS), "label", "shown"])
    ordered = table.assign(known=table["actual"].notna(), year=table["year"].astype(str)).sort_values(
        ["code", "kpi", "known", "year"], kind="stable"
    )
    last = ordered.groupby(["code", "kpi"], sort=False).tail(1)
    name = [names.get(code, "県") for code in last["code"]]
    shown = ["－" if pd.isna(value) else f"{value:.0f}%" for value in last["progress"]]
    return last.assign(name=name, label=[f"{who}｜{kpi}" for who, kpi in zip(name, last["kpi"], strict=True)], shown=shown).reset_index(
        drop=True
    )
