"""Which rows do the figures of the literacy page draw? What is published, with names, verdicts and the reason where it is hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from pandas import DataFrame

from analytics.registry import CI_HIGH, CI_LOW, CODE, PEOPLE, Field
from analytics.rounds import in_order

HIDDEN_WORDS = "少人数のため非表示"
NOBODY = "受診者なし"
WHOLE = "総合"
EVERYBODY, MANAGERS, STAFF = "全員", "管理職・幹部職員", "一般職員"
POSITIONS = {"": EVERYBODY, "管理職": MANAGERS, "一般職員": STAFF, "職位不明": "職位不明"}
"""Position groups as they are stored → as they are shown."""

HIGHER, LOWER, UNSURE = "管理職が高い", "一般職員が高い", "差があるとは言えない"
VERDICTS = [HIGHER, LOWER, UNSURE]
MUNICIPALITY = "市町村"
BANDS = ["最も低い帯", "低い帯", "中の帯", "高い帯", "最も高い帯"]


def named(found: DataFrame, names: Mapping[str, str], sharing: bool) -> DataFrame:
    """The rows of `literacy` with `name`, that of the unit; a shared screen has no pools: a pool of two would tell of the other."""
    rows = found[found["kind"] == MUNICIPALITY] if sharing else found
    name = [
        names.get(code, code) if kind == MUNICIPALITY else f"{code}（{kind}）"
        for code, kind in zip(rows["code"], rows["kind"], strict=True)
    ]
    return rows.assign(name=pd.Series(name, rows.index, dtype="object"))


def newest(rows: DataFrame, opinions: Sequence[str]) -> DataFrame:
    """Those of one diagnosis of the newest round, questionnaires (`opinions`) apart."""
    known = rows[~rows["instrument"].isin(opinions)]
    told = sorted({*zip(known["round"], known["instrument"], strict=True)}, key=lambda pair: (in_order(pair[0]), pair[1]))
    return known[(known["round"] == told[-1][0]) & (known["instrument"] == told[-1][1])] if told else known


def units(rows: DataFrame) -> dict[str, str]:
    """Kind and code → name, municipalities first, each in code order."""
    pairs = rows[["kind", "code", "name"]].drop_duplicates()
    return {f"{kind}:{code}": name for kind, code, name in pairs.itertuples(index=False)}


def of_unit(rows: DataFrame, unit: str) -> DataFrame:
    kind, _, code = unit.partition(":")
    return rows[(rows["kind"] == kind) & (rows["code"] == code)]


def categories(rows: DataFrame) -> list[str]:
    return list(dict.fromkeys(rows["category"]))


def verdict(low: float, high: float) -> str | None:
    """Whether the interval lies on one side of 0; None where it is not known."""
    if pd.isna(low) or pd.isna(high):
        return None
    return HIGHER if low > 0 else LOWER if high < 0 else UNSURE


def differences(gaps: DataFrame, rows: DataFrame, category: str) -> DataFrame:
    """One row per unit of one category, in the order of `rows`: diff with its interval and verdict, or why there is none."""
    there = rows.loc[rows["category"] == category, ["kind", "code", "name"]].drop_duplicates()
    return judged(there.merge(gaps[gaps["category"] == category], on=["kind", "code"], how="left")).assign(label=lambda t: t["name"])


def by_category(gaps: DataFrame, rows: DataFrame) -> DataFrame:
    """One row per category of one unit."""
    there = rows[["kind", "code", "name", "category"]].drop_duplicates()
    return judged(there.merge(gaps, on=["kind", "code", "category"], how="left")).assign(label=lambda t: t["category"])


def judged(rows: DataFrame) -> DataFrame:
    told = [verdict(low, high) for low, high in zip(rows["ci_low"], rows["ci_high"], strict=True)]
    return rows.assign(verdict=pd.Series(told, rows.index, dtype="object"), why=rows["diff"].isna().map({True: HIDDEN_WORDS, False: ""}))


def means(rows: DataFrame, category: str, down: str = "name") -> DataFrame:
    """One row per unit or department (`down`) and position group of one category, with `label` and, where hidden, `why`."""
    here = rows[rows["category"] == category]
    shown = here.assign(
        label=here[down], group=here["position_group"].map(POSITIONS), why=here["hidden"].map({True: HIDDEN_WORDS, False: ""})
    )
    return shown.drop(columns=["position_group", "category"])


def departments(rows: DataFrame, category: str) -> DataFrame:
    """One row per department of one unit, all position groups together."""
    return means(rows[(rows["department"] != "") & (rows["position_group"] == "")], category, "department")


def bands(rows: DataFrame, category: str) -> DataFrame:
    """One row per position group and band of one unit: percent, and where the piece lies from start to end."""
    here = rows[(rows["department"] == "") & (rows["category"] == category) & rows["band1"].notna()]
    pieces = []
    for row in here.to_dict("records"):
        start = 0
        for place, band in enumerate(BANDS, 1):
            percent = int(row[f"band{place}"])
            pieces.append((POSITIONS[row["position_group"]], band, place, percent, row["n"], start, start + percent))
            start += percent
    return DataFrame(pieces, columns=["label", "band", "place", "percent", "n", "start", "end"])


def shares(found: DataFrame) -> DataFrame:
    """One row per item and position group of one unit of a questionnaire."""
    here = found[found["agreeing"].notna()]
    return here.assign(label=here["item"], group=here["position_group"].map(POSITIONS))[["label", "group", "agreeing", "n"]]


def needs(rows: DataFrame) -> DataFrame:
    """One row per unit and of managers and staff: the category with the lowest mean, 総合 apart; low: percent in the two lowest bands."""
    here = rows[(rows["department"] == "") & rows["position_group"].isin(["管理職", "一般職員"]) & (rows["category"] != WHOLE)]
    known = here[here["mean"].notna()]
    lowest = known.loc[known.groupby(["kind", "code", "position_group"], sort=False)["mean"].idxmin()]
    return lowest.assign(group=lowest["position_group"].map(POSITIONS), low=lowest["band1"] + lowest["band2"])


def listing(rows: DataFrame) -> DataFrame:
    """Every figure of the diagnosis that is shown, and what is hidden."""
    told = rows.assign(group=rows["position_group"].map(POSITIONS), why=rows["hidden"].map({True: HIDDEN_WORDS, False: ""}))
    return told.assign(department=told["department"].replace("", "全所属"))[[field.name for field in LISTING_FIELDS]]


def responses(response: DataFrame, names: Mapping[str, str]) -> DataFrame:
    return response.assign(name=response["code"].map(lambda code: names.get(code, code)))


NAME = Field("name", "団体・まとまり", "text", "市町村の名前。複数の団体をまとめた集計では、圏域かグループの名前。")
CATEGORY = Field("category", "区分", "text", "診断の区分、アンケートの設問。")
GROUP = Field("group", "職位区分", "text", "管理職・幹部職員か一般職員か、全員か。")
MEAN = Field("mean", "平均（点）", "score", "得点の平均。")
WHY = Field("why", "表示しない理由", "text", "8人に満たない集団と、それが分かってしまう集団は表示しない。")
DIFFERENCE = (
    Field("n_manager", "管理職の人数", "integer", "管理職・幹部職員で得点のある人の数（5人単位に丸めた数）。"),
    Field("n_staff", "一般職員の人数", "integer", "一般職員で得点のある人の数（5人単位に丸めた数）。"),
    Field("mean_manager", "管理職の平均", "score", "管理職・幹部職員の得点の平均。"),
    Field("mean_staff", "一般職員の平均", "score", "一般職員の得点の平均。"),
    Field("diff", "差（管理職－一般職員）", "score", "平均の差。プラスは管理職のほうが高い。"),
    CI_LOW,
    CI_HIGH,
    Field("hedges_g", "効果量", "number", "Hedges の g。差を標準偏差で割った大きさ。"),
    Field("verdict", "読み方", "text", "95%信頼区間が 0 をまたぐときは、差があるとは言えない。"),
    WHY,
)
DIFFERENCE_FIELDS = (CODE, NAME, *DIFFERENCE)
CATEGORY_FIELDS = (CATEGORY, *DIFFERENCE)
MEAN_FIELDS = (CODE, NAME, PEOPLE, MEAN, Field("sd", "標準偏差", "score", "得点の標準偏差。"), CI_LOW, CI_HIGH, WHY)
DEPARTMENT_FIELDS = (Field("label", "所属", "text", "所属。"), *MEAN_FIELDS[2:])
BAND_FIELDS = (
    Field("label", "職位区分", "text", "管理職・幹部職員か一般職員か、全員か。"),
    Field("band", "得点の帯", "text", "得点の幅を5等分した帯。"),
    Field("percent", "割合（%）", "integer", "その帯にいる人の割合（20人以上の集団だけ）。"),
    PEOPLE,
)
SHARE_FIELDS = (
    Field("label", "設問", "text", "アンケートの設問。"),
    GROUP,
    Field("agreeing", "肯定的な回答（%）", "integer", "上位2つの選択肢を選んだ人の割合。"),
    PEOPLE,
)
NEED_FIELDS = (
    NAME,
    GROUP,
    Field("category", "平均が最も低い区分", "text", "総合を除いて、平均が最も低い区分。"),
    MEAN,
    PEOPLE,
    Field("low", "低い2つの帯にいる人（%）", "integer", "得点の幅を5等分した、低い2つの帯にいる人の割合（20人以上の集団だけ）。"),
)
RESPONSE_FIELDS = (
    CODE,
    NAME,
    PEOPLE,
    Field("staff", "一般行政部門職員数", "integer", "市町村マスタの一般行政部門の職員の数（人）。"),
    Field("rate", "受診率", "ratio", "丸めた人数を一般行政部門職員数で割った割合（100%まで）。ほかの部門の職員が受けていると高くなる。"),
)
LISTING_FIELDS = (*MEAN_FIELDS[:2], Field("department", "所属", "text", "所属。"), GROUP, CATEGORY, *MEAN_FIELDS[2:])
DRAWN_DIFFERENCES = [
    "code",
    "label",
    "diff",
    "ci_low",
    "ci_high",
    "n_manager",
    "n_staff",
    "mean_manager",
    "mean_staff",
    "hedges_g",
    "verdict",
    "why",
]
DRAWN_MEANS = ["code", "label", "mean", "ci_low", "ci_high", "n", "why"]


def listed(names: Sequence[str], most: int = 3) -> str:
    """A・B・C, the rest as a number."""
    return "・".join(names[:most]) + (f"ほか{len(names) - most}" if len(names) > most else "")
