"""Which rows does 共通課題・マッチング show? Clusters in words, who shares them, what fits them, and lists to take into a meeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import pandas as pd
from pandas import DataFrame

from analytics.frames.issues import ISSUE, LISTED, NAME
from analytics.matching import of_clusters
from analytics.registry import TABLES, Field
from analytics.sentences.shared_issues import NEIGHBOURS, joint_reason
from analytics.shared_issues import Key, would_buy_together

HAS, HAS_NOT = "この課題がある", "課題リストにはない"
FROM_LIST = ("renewal", "joins", "department", "status", "owner", "due", "measure")
LABEL = Field("label", "共通課題", "text", "まとまりの中心にある課題、または利用者が付けた名前。")
TOWNS = Field("towns", "市町村", "text", "この課題がある市町村。")
COUNT = Field("n_municipalities", "団体数", "integer", "この課題がある市町村の数。")
JOINT = Field("joint", "共同調達・共同利用", "text", "更改予定年度が2年以内にそろうか、2団体以上に参加意向があれば「検討候補」。")
CLUSTER_FIELDS = (
    LABEL,
    COUNT,
    Field("n_issues", "課題の数", "integer", "このまとまりにある課題の数。"),
    TOWNS,
    Field("fields", "政策分野", "text", "課題の政策分野（多い順）。"),
    Field("near", "近隣どうし", "text", "境界を接する団体の組があるか。"),
    JOINT,
    Field("reason", "理由", "text", "合同検討候補・共同調達の検討候補とした根拠。"),
    Field("hand", "手で確定", "text", "利用者がまとめ方や名前を決めたか。"),
)
THREE_LINES = 76
"""Pixels of a row with sentences over several lines."""
MEMBER_FIELDS = (NAME, LISTED["no"], ISSUE, LISTED["policy_field"], LISTED["department"], LISTED["renewal"], LISTED["joins"])
OFFERED = {field.name: field for field in TABLES["partners"].fields}
WORDS = Field("words", "共通する言葉", "text", "課題と提供内容の両方にある言葉。")
OFFER_FIELDS = (
    OFFERED["provider"],
    OFFERED["title"],
    OFFERED["type"],
    OFFERED["region"],
    WORDS,
    Field("n_issues", "合う課題の数", "integer", "このまとまりの課題のうち、言葉が合うものの数。"),
    OFFERED["description"],
    OFFERED["contact"],
)
CATALOGUE_FIELDS = tuple(TABLES["partners"].fields)
MATCH_FIELDS = (NAME, LISTED["no"], ISSUE, WORDS)
MAP_FIELDS = (NAME, Field("shown", "課題リスト", "text", "この課題があるか。灰色は課題リストが届いていない団体。"))
THEME_FIELDS = (
    Field("theme", "テーマ案（政策分野）", "text", "共通課題に最も多い政策分野。"),
    Field("n_clusters", "共通課題の数", "integer", "このテーマの共通課題の数。"),
    Field("labels", "共通課題", "text", "このテーマの共通課題。"),
    COUNT,
    TOWNS,
    Field("n_joint", "共同調達・共同利用の検討候補", "integer", "このテーマの共通課題のうち、共同調達・共同利用の検討候補の数。"),
)
ROAD_FIELDS = (
    LABEL,
    Field("decide_by", "検討を終える目安", "text", "最も早い更改予定年度の前年度。更改予定年度が分からなければ空欄。"),
    NAME,
    LISTED["renewal"],
    LISTED["joins"],
    LISTED["status"],
    LISTED["owner"],
    LISTED["due"],
    LISTED["measure"],
)


def members(shared: DataFrame, issues: DataFrame, names: Mapping[str, str], among: DataFrame | None = None) -> DataFrame:
    """One row per issue of a cluster with name, label and what its list says (renewal, joins, department, …). Scores are left out.

    among: given where nobody but those in `shared` may be seen, the table `peers` of them by adjacency; see `among_themselves`.
    """
    rows = (
        shared if among is None else among_themselves(shared, {frozenset(pair) for pair in among[["code", "peer"]].itertuples(index=False)})
    )
    found = rows.drop(columns=["similarity", "n_municipalities", "joint_procurement"])
    found = found.merge(issues[["code", "round", "no", *FROM_LIST]], on=["code", "round", "no"], how="left")
    return found.assign(name=[names.get(code, code) for code in found["code"]]).reset_index(drop=True)


def among_themselves(shared: DataFrame, neighbours: set[frozenset[str]]) -> DataFrame:
    """The clusters as if there were no other municipalities: of two at least, labelled by one of their issues unless people named them."""
    rows = shared[shared.groupby("cluster")["code"].transform("nunique") > 1]
    if rows.empty:
        return rows
    central = rows.loc[rows.groupby("cluster")["similarity"].idxmax()].set_index("cluster")["issue"]
    near = rows.groupby("cluster")["code"].agg(lambda codes: any(frozenset(pair) in neighbours for pair in combinations(set(codes), 2)))
    return rows.assign(
        label=rows["label"].where(rows["by_hand"].astype(bool), rows["cluster"].map(central)), adjacent=rows["cluster"].map(near)
    )


def clusters(rows: DataFrame) -> DataFrame:
    """One row per cluster, the widest first: label, towns, fields, and why it is a candidate. rows: `members`."""
    return pd.DataFrame([one(int(number), own) for number, own in rows.groupby("cluster", sort=True)], columns=COLUMNS)


COLUMNS = ("cluster", "label", "n_municipalities", "n_issues", "towns", "fields", "near", "joint", "reason", "hand", "codes")


def one(number: int, own: DataFrame) -> tuple[Any, ...]:
    towns = dict(zip(own["code"], own["name"], strict=True))
    judged = for_buying(own)
    joint = would_buy_together(judged)
    return (
        number,
        own["label"].iloc[0],
        len(towns),
        len(own),
        "、".join(towns.values()),
        "、".join(own["policy_field"].dropna().value_counts().index),
        NEIGHBOURS if own["adjacent"].astype(bool).any() else None,
        "検討候補" if joint else None,
        joint_reason(judged, towns),
        "はい" if own["by_hand"].astype(bool).any() else None,
        tuple(towns),
    )


def for_buying(own: DataFrame) -> DataFrame:
    """code, renewal (year or NULL) and joins (whether it said so), as the measure takes them."""
    years = pd.to_numeric(own["renewal"].astype(object).map(lambda year: str(year)[:4] if pd.notna(year) else None), errors="coerce")
    return own[["code"]].assign(renewal=years, joins=(own["joins"].astype(object) == "有"))


def concerned(found: DataFrame, codes: Sequence[str]) -> DataFrame:
    """The clusters in which one of these municipalities has an issue; all where none is chosen."""
    if not codes:
        return found
    return found[[not set(codes).isdisjoint(own) for own in found["codes"]]].reset_index(drop=True)


def on_map(codes: Sequence[str], listed: Sequence[str], names: Mapping[str, str]) -> DataFrame:
    """One row per municipality with an issue list: whether it shares the issue. Who sent in no list is not known."""
    rows = [(code, names.get(code, code), HAS if code in codes else HAS_NOT) for code in dict.fromkeys(listed)]
    return DataFrame(rows, columns=["code", "name", "value"]).assign(shown=lambda table: table["value"])


def keys(rows: DataFrame) -> list[Key]:
    """The issues as `shared_issues.decide` takes them."""
    return [(str(round), code, no) for round, code, no in rows[["round", "code", "no"]].itertuples(index=False)]


# ---- offers ----


def offers(rows: DataFrame, matches: DataFrame, partners: DataFrame) -> DataFrame:
    """What fits a cluster, in 五十音 order of the providers, with the words in common; no scores. rows: members of the cluster."""
    found = of_clusters(rows, matches, partners)
    return found[["provider", "title", "words", "n_issues"]].merge(partners, on=["provider", "title"], how="left")


def of_offer(matches: DataFrame, issues: DataFrame, provider: str, title: str) -> DataFrame:
    """The issues that an offer fits, in the order of the lists; no scores. issues: frames.issues.named."""
    found = matches[(matches["provider"] == provider) & (matches["title"] == title)][["code", "round", "no", "words"]]
    return found.merge(issues[["code", "round", "no", "name", "issue"]], on=["code", "round", "no"])


# ---- lists to take into a meeting ----


def themes(found: DataFrame, rows: DataFrame) -> DataFrame:
    """One row per policy field that leads a cluster: what a joint subcommittee could take up."""
    leading = found.assign(theme=[str(fields).split("、")[0] or "（政策分野の記入なし）" for fields in found["fields"]])
    return DataFrame([theme(name, own, rows) for name, own in leading.groupby("theme", sort=False)], columns=[f.name for f in THEME_FIELDS])


def theme(name: Any, own: DataFrame, rows: DataFrame) -> tuple[Any, ...]:
    inside = rows[rows["cluster"].isin(own["cluster"])].sort_values("code", kind="stable")
    towns = list(dict.fromkeys(inside["name"]))
    return name, len(own), "\n".join(own["label"]), len(towns), "、".join(towns), int(own["joint"].notna().sum())


def road_map(found: DataFrame, rows: DataFrame) -> DataFrame:
    """One row per candidate for joint procurement and issue, the earliest renewal first."""
    joint = rows[rows["cluster"].isin(found.loc[found["joint"].notna(), "cluster"])].copy()
    joint["year"] = for_buying(joint)["renewal"]
    first = joint.groupby("cluster")["year"].transform("min")
    decide_by = [f"{int(year) - 1}年度" if pd.notna(year) else None for year in first]
    return joint.assign(decide_by=decide_by, first=first).sort_values(
        ["first", "cluster", "year", "code"], kind="stable", ignore_index=True
    )
