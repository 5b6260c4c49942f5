"""Which notes stand on this screen, about what, and where on a chart? Notes with the names and labels that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pandas import DataFrame

from analytics.frames.neighbours import item_labels
from analytics.model import Model, numbered
from analytics.registry import Field
from analytics.rounds import round_title

MEASURES = {
    "overall": "総合", "step": "STEP", "field": "両輪", "aspect": "観点", "factor": "ギャップ要因", "outcome": "アウトカム", "question": "設問", "indicator": "指標",
}  # fmt: skip
LETTERS = 40  # of a question in the list of what a note may be about
EVER = "年度によらない"
HISTORY_FIELDS = (
    Field("noted_at", "書いた日時", "text", "その内容にした日時。"),
    Field("name", "団体", "text", "市町村の名前。"),
    Field("about", "項目", "text", "メモの対象。"),
    Field("text", "メモ", "text", "その時の内容。"),
    Field("audience", "読める人", "text", "県内部・当該団体・共有のどれか。"),
    Field("who", "書いた人", "text", "書いた人の役割。"),
)


def labels(model: Model, round: str | None, indicators: Iterable[str] = ()) -> dict[str, str]:
    """What a note may be about: "aspect:structure" → its name on screen, in the model's order, the published indicators last."""
    paper = model.questionnaire(round) if round else None
    named = {f"{kind}:{item}": label for (kind, item), label in item_labels(model, paper).items()}
    questions = paper.questions if paper else ()
    fields = dict.fromkeys(question.field for question in questions)
    return {
        **named,
        **{f"field:{field}": field for field in fields},
        **{f"question:{one.id}": f"{numbered(one.id)} {one.text[:LETTERS]}{'…' if len(one.text) > LETTERS else ''}" for one in questions},
        **{f"indicator:{name}": name for name in indicators},
    }


def about(item: str, known: Mapping[str, str]) -> str:
    """An item in words, with what it is; one that the model has no more by its own name."""
    measure, _, name = item.partition(":")
    label, kind = known.get(item, name), MEASURES.get(measure, "")
    return label if label.startswith(kind) or measure == "question" else f"{kind}：{label}"


def listed(notes: DataFrame, names: Mapping[str, str], known: Mapping[str, str]) -> DataFrame:
    """The notes with name, about, year (of the round, in words) and day; those of the newest round first."""
    return notes.assign(
        name=[names.get(code, code) for code in notes["code"]],
        about=[about(item, known) for item in notes["item"]],
        year=[round_title(str(round)) if isinstance(round, str) else EVER for round in notes["round"]],
        day=notes["noted_at"].dt.strftime("%Y-%m-%d").astype(object) if len(notes) else [],
    ).sort_values(["round", "note"], ascending=False, na_position="last", kind="stable", ignore_index=True)


def history(states: DataFrame, names: Mapping[str, str], known: Mapping[str, str]) -> DataFrame:
    """The rows of HISTORY_FIELDS, the newest first."""
    return states.assign(
        name=[names.get(code, code) for code in states["code"]],
        about=[about(item, known) for item in states["item"]],
        noted_at=states["noted_at"].dt.strftime("%Y-%m-%d %H:%M").astype(object) if len(states) else [],
    )


def signs(notes: DataFrame, measure: str, items: Mapping[str, str]) -> DataFrame:
    """One row per municipality and item of a measure that has notes: code, item, label, told (their texts, the newest first)."""
    keyed = {f"{measure}:{item}": label for item, label in items.items()}
    rows = notes[notes["item"].isin(list(keyed))].sort_values("note", ascending=False)
    found = rows.groupby(["code", "item"], sort=True)["text"].agg("／".join).reset_index(name="told")
    names = [item.partition(":")[2] for item in found["item"]]
    return found.assign(label=[items[name] for name in names], item=names)


def beside(signs: DataFrame, members: DataFrame, dots: DataFrame) -> DataFrame:
    """The signs with the place (value, y) of the dot of their municipality (members: code, label) and item."""
    placed = signs.merge(members[["code", "label"]].rename(columns={"label": "name"}), on="code")
    return placed.merge(dots[["label", "name", "value", "y"]], on=["label", "name"])
