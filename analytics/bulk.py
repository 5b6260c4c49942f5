"""How do many tables leave at once? In words, as one workbook or one ZIP, and only those that the viewer may have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd
from pandas import DataFrame

from analytics import exports, registry
from analytics.exports import Provenance
from analytics.model import Model
from analytics.registry import TABLES, Field
from analytics.scope import Role, Viewer
from analytics.sentences.robustness import spoken

Encoding = Literal["utf-8-sig", "cp932"]
PREFECTURE_ONLY = frozenset({"priority", "robustness", "contradictions", "visits", "support_effect"})
NOT_SHARED = PREFECTURE_ONLY | {"mentors", "advice", "decisions"}  # candidates that have not agreed, reasons with limits, others' promises
"""Verdicts and lists of the prefecture's own: neither for others nor on a shared screen."""
PUBLIC = frozenset({"municipalities", "indicators"})
"""What stands in public lists: all that 閲覧 gets beside sums."""
RANKS = ("rank", "percentile")
SUMMARY = "summary"
SUMMARY_FIELDS = (
    registry.ROUND,
    Field("measure", "種類", "text", "STEP・観点・総合・要因・アウトカム・指標のどれか。"),
    Field("item", "項目", "text", "STEP・観点・要因・アウトカム・指標の名前。"),
    Field("n", "団体数", "integer", "値の分かる団体の数。"),
    Field("median", "中央値", "score", "値の分かる団体の中央値。"),
    Field("q1", "第1四分位", "score", "下から4分の1の値。"),
    Field("q3", "第3四分位", "score", "上から4分の1の値。"),
)
MUNICIPALITY = Field("municipality", "市町村", "text", "団体の名前。")
PEER_NAME = Field("peer_name", "比較相手の市町村", "text", "比較相手の名前。")
MENTOR_NAME = Field("mentor_name", "先行市町村の名前", "text", "相談先の候補の名前。")

WORDS = {
    "method": {
        "adjacent": "隣接",
        "similar": "規模・特性が近い",
        "stage": "進み具合が近い",
        "class": "類似団体区分",
        "block": "圏域",
        "custom": "任意",
    },
    "measure": {
        "step": "STEP",
        "aspect": "観点",
        "overall": "総合",
        "factor": "ギャップ要因",
        "outcome": "アウトカム",
        "indicator": "指標",
    },
    "place": {"higher": "近隣より高い", "same": "同程度", "lower": "近隣より低い（伸びしろ）"},
    "source": {"answers": "回答", "table": "STEP得点表", "prefecture": "県の目標", "own": "市町村の目標"},
    "item": {"as_is": "現状", "gap": "ギャップ"},
    "kind": {"menu": "県の支援メニュー", "programme": "国等の制度・財源", "model": "リファレンスモデル", "case": "事例"},
}
WORDS["comparison"] = WORDS["method"] | {"prefecture": "県内", "nation": "取り込んだ全団体"}


@dataclass(frozen=True)
class Chosen:
    """One table as it leaves: its Japanese title, rows and columns."""

    title: str
    frame: DataFrame
    fields: tuple[Field, ...]


def offered(viewer: Viewer, sharing: bool) -> dict[str, str]:
    """Table → label, of those that this viewer may take along."""
    hidden = NOT_SHARED if sharing else frozenset() if viewer.is_prefecture else PREFECTURE_ONLY
    seen = PUBLIC if viewer.role is Role.VIEWER else TABLES.keys() - hidden
    return {name: table.label for name, table in TABLES.items() if name in seen} | {SUMMARY: "県全体の集計"}


def has_rounds(name: str) -> bool:
    return name == SUMMARY or any(field.name in ("round", "round_to") for field in TABLES[name].fields)


def joined(frames: Iterable[DataFrame]) -> DataFrame:
    """The same table of several rounds below one another; what does not depend on the round stands once."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return DataFrame()
    return pd.concat(filled, ignore_index=True).drop_duplicates(ignore_index=True)


def chosen(name: str, frame: DataFrame, model: Model, names: Mapping[str, str], with_ranks: bool = False) -> Chosen:
    """A computed table in words: names beside codes, labels for ids; rank and percentile only where asked for."""
    label = "県全体の集計" if name == SUMMARY else TABLES[name].label
    fields = [field for field in fields_of(name, model, frame) if with_ranks or field.name not in RANKS]
    if frame.empty:
        return Chosen(label, DataFrame(columns=[field.name for field in fields]), tuple(fields))
    return Chosen(label, worded(frame, model, names), tuple(fields))


def fields_of(name: str, model: Model, frame: DataFrame) -> list[Field]:
    """The columns of a table, the municipality's name after its code."""
    if name == SUMMARY:
        return list(SUMMARY_FIELDS)
    fields = list(registry.fields(name, model, frame.columns) if len(frame.columns) else TABLES[name].fields)
    if any(field.name == "name" for field in fields) or not any(field.name == "code" for field in fields):
        return fields
    after = {"code": [MUNICIPALITY], "peer": [PEER_NAME], "mentor": [MENTOR_NAME]}
    return [one for field in fields for one in (field, *after.get(field.name, ()))]


def worded(frame: DataFrame, model: Model, names: Mapping[str, str]) -> DataFrame:
    """The frame with labels for the ids of the model and words for the product's own codes."""
    labels = labels_of(model)
    told = {column: WORDS.get(column, {}) | labels.get(column, {}) for column in {*WORDS, *labels} if column in frame}
    words = {column: frame[column].map(lambda value, of=of: in_words(value, of)) for column, of in told.items()}
    if "code" in frame:
        words["municipality"] = [names.get(code, "県全体" if str(code).endswith("000") else "") for code in frame["code"]]
    for column in {"peer", "mentor"} & set(frame):
        words[f"{column}_name"] = [names.get(code, "") for code in frame[column]]
    return frame.assign(**words)


def in_words(value: object, of: Mapping[str, str]) -> object:
    """group:中央広域連合 is the group's name; what has no word stays as it is."""
    text = str(value)
    return of.get(text, text.removeprefix("group:") if text.startswith("group:") else value)


def labels_of(model: Model) -> dict[str, dict[str, str]]:
    """Column → id → label."""
    papers, to_be = model.questionnaires, model.to_be
    steps = {step.id: f"{step.id.upper()} {step.label}" for paper in papers for step in paper.steps}
    aspects, factors, outcomes = ({one.id: one.label for one in part} for part in (to_be.aspects, to_be.factors, to_be.outcomes))
    questions = {question.id: f"{question.id} {question.text}" for paper in papers for question in paper.questions}
    return {
        "step": steps,
        "aspect": aspects,
        "factor": factors,
        "outcome": outcomes,
        "question": questions,
        "rule": {rule.id: rule.label for rule in model.listed("contradictions")},
        "item": steps | aspects | factors | outcomes | WORDS["item"],
        "statement": {
            statement: spoken(statement, aspects) for statement in ("weakest_aspect", "priority", *(f"below_peers:{id}" for id in aspects))
        },
    }


# ---------------------------------------------------------------- as a file


def workbook(tables: Sequence[Chosen], provenance: Provenance) -> bytes:
    """One sheet per table, and 条件・出典. Raises TooManyRows."""
    return exports.to_xlsx([(table.title, table.frame, table.fields) for table in tables], provenance)


def archive(tables: Sequence[Chosen], provenance: Provenance, encoding: Encoding) -> tuple[bytes, list[str]]:
    """A ZIP with one CSV per table and 条件・出典.txt, and a line for each character that the encoding lacks."""
    written = {table.title: exports.to_csv(table.frame, table.fields, encoding) for table in tables}
    lost = [f"{title}: {line}" for title, (_, lines) in written.items() for line in lines]
    readme = exports.to_readme(replace(provenance, notes=(*provenance.notes, *lost)), [(table.title, table.fields) for table in tables])
    files = {f"{number:02d}_{title}.csv": content for number, (title, (content, _)) in enumerate(written.items(), 1)}
    return exports.to_zip(files | {f"{exports.PROVENANCE_TITLE}.txt": readme}), lost


def too_long(tables: Sequence[Chosen]) -> list[str]:
    """The tables that no sheet of Excel can hold."""
    return [table.title for table in tables if len(table.frame) >= exports.EXCEL_ROWS]


def counts(tables: Sequence[Chosen]) -> DataFrame:
    """What will leave: one row per table with its rows and columns."""
    rows = [(table.title, len(table.frame), "、".join(field.label for field in table.fields)) for table in tables]
    return DataFrame(rows, columns=["title", "rows", "columns"])


COUNT_FIELDS = (
    Field("title", "表", "text", "出力する表。"),
    Field("rows", "行数", "integer", "出力する行の数。"),
    Field("columns", "列", "text", "出力する列。"),
)
