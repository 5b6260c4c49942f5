"""How do files that are being taken in, and batches that were, stand in a table? Japanese words for kinds, items and severities."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from analytics.intake.giving_out.templates import explanation, slots_of
from analytics.intake.looking import Look
from analytics.intake.understanding.plan import Understanding
from analytics.kinds import INDICATORS, Kind
from analytics.ledger import Comeback
from analytics.model import Model
from analytics.registry import Field

Names = Mapping[str, str]
SEVERITIES = {"error": "誤り", "warning": "注意", "left_out": "除外"}
READY, FAULTY, KNOWN, UNREADABLE, NOTHING = "取り込めます", "誤りがあります", "取込済み", "読めません", "取り込める行がありません"
SAME = "変更なし（登録済みと同じ）"
RETURNED_FIELDS = (
    Field("code", "団体コード", "text", "5桁の団体コード。"),
    Field("name", "市町村", "text", "市町村の名前。"),
    Field("state", "状況", "text", "この年度の回答が取り込まれているかどうか。"),
    Field("received_at", "取込日時", "text", "最後に回答を取り込んだ日時。"),
    Field("batch", "受付番号", "integer", "最後に回答を取り込んだときの受付番号。"),
    Field("n_answered", "回答した設問", "integer", "回答のある設問の数（自由記述を含む）。"),
    Field("n_asked", "全設問", "integer", "この年度の調査票の設問の数（自由記述を含む）。"),
)
# What the command line advises; on a screen the same is chosen in a form.
FLAGS = re.compile(r"（--[^）]*）")

FILE_FIELDS = (
    Field("file", "ファイル", "text", "取り込むファイルの名前。"),
    Field("state", "状態", "text", "このまま取り込めるかどうか。"),
    Field("kind", "種類", "text", "列名などから見分けた種類。違うときは「読み方を直す」で選び直せます。"),
    Field("round", "調査年度", "text", "ファイルの列・表題・名前から見分けた年度。"),
    Field("new", "新規", "integer", "今は登録がない行の数。"),
    Field("changed", "変更", "integer", "今の値と違う値がある行の数。"),
    Field("unchanged", "変更なし", "integer", "今の値と同じ行の数。"),
    Field("rejected", "不採用", "integer", "誤りがあって取り込めない行の数。"),
    Field("errors", "誤り", "integer", "直さないと取り込めない箇所の数。"),
    Field("warnings", "注意", "integer", "取り込めますが、確かめてほしい箇所の数。"),
)
FINDING_FIELDS = (
    Field("file", "ファイル", "text", "ファイルの名前。"),
    Field("sheet", "シート", "text", "シートの名前。"),
    Field("cell", "セル", "text", "元のファイルでのセルの位置（B17 など）。"),
    Field("severity", "重さ", "text", "誤りは取り込めません。注意は取り込めます。除外は表の行ではないため取り込みません。"),
    Field("value", "値", "text", "そのセルにある値。"),
    Field("message", "内容", "text", "何がどう違い、どう直せばよいか。"),
    Field("column", "列", "text", "列の見出し。"),
)
COLUMN_FIELDS = (
    Field("column", "列", "text", "シートでの列の位置。"),
    Field("header", "見出し", "text", "ファイルにある見出し。"),
    Field("use", "取り込む項目", "text", "この列を何として取り込むか。"),
    Field("how", "判断", "text", "見出しが一致したか、似ているための推測か、手で指定したか。"),
    Field("example", "最初の値", "text", "見出しの下の最初の行の値。"),
)


def files(looks: Sequence[Look], year: Callable[[str], str]) -> pd.DataFrame:
    """One row per file, as FILE_FIELDS. year: how a round is written."""
    return pd.DataFrame([file_row(look, year) for look in looks], columns=[field.name for field in FILE_FIELDS])


def file_row(look: Look, year: Callable[[str], str]) -> dict[str, object]:
    found = look.examination
    row: dict[str, object] = {"file": look.name, "state": state(look), "errors": look.errors, "warnings": look.warnings}
    if found is None:
        return row
    counts = found.counts
    return row | {
        "kind": found.plan.kind.label,
        "round": round_in_words(found.plan, year),
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "rejected": counts.rejected,
    }


def round_in_words(plan: Understanding, year: Callable[[str], str]) -> str:
    """A column of its own says the round of each row; else it was told by title, sheet or file name."""
    if any("round" in part.mapping.columns or "year" in part.mapping.columns for part in plan.parts):
        return "列の値"
    return year(plan.round) if plan.round and ("round" in plan.kind.key or plan.kind is INDICATORS) else ""


def state(look: Look) -> str:
    if look.examination is None:
        return UNREADABLE
    if look.same_as is not None:
        return f"{KNOWN}（受付番号 {look.same_as}）"
    if look.errors:
        return FAULTY
    if not look.sound_rows:
        return NOTHING
    return READY if look.changes_anything else SAME


def findings(looks: Sequence[Look], model: Model) -> pd.DataFrame:
    """One row per finding of all files, as FINDING_FIELDS: errors first, then in the order of the files."""
    frames = [look.findings for look in looks if len(look.findings)]
    if not frames:
        return pd.DataFrame(columns=[field.name for field in FINDING_FIELDS])
    every = pd.concat(frames, ignore_index=True)
    every = every.sort_values("severity", key=lambda column: column.map(list(SEVERITIES).index), kind="stable", ignore_index=True)
    words = {f"「{a.id}」": f"「{a.label}」" for a in model.to_be.aspects}
    return every.assign(
        severity=every["severity"].map(SEVERITIES),
        message=[said(message, words) for message in every["message"]],
    )


def all_alike(found: pd.DataFrame, several_files: bool) -> list[str]:
    """Columns that need no room on a screen: the file where only one waits, the sheet where none is named."""
    alike = [] if several_files else ["file"]
    return alike + (["sheet"] if (found["sheet"] == "").all() else [])


def said(message: str, words: Names) -> str:
    """A finding's line as a screen says it: without the command line's flags, with labels for ids."""
    text = FLAGS.sub("", message)
    for id, label in words.items():
        text = text.replace(id, label)
    return text


# ---------------------------------------------------------------- values that change

CHANGE_FIELDS = (
    Field("code", "団体コード", "code", "変わる行の団体。"),
    Field("municipality", "市町村", "text", "団体の名前。"),
    Field("round", "調査年度", "text", "変わる行の年度。"),
    Field("what", "対象", "text", "変わる行（設問・STEP・観点・指標・記録など）。"),
    Field("item", "項目", "text", "変わる項目。"),
    Field("before", "前の値", "text", "今登録されている値。"),
    Field("after", "新しい値", "text", "取り込むと入る値。"),
)
BACK_FIELDS = (
    *CHANGE_FIELDS[:5],
    Field("before", "今の値", "text", "今登録されている値。"),
    Field("after", "戻る値", "text", "取り消すと戻る値。"),
)


def changes(look: Look, names: Names, model: Model) -> pd.DataFrame:
    """Some of the values that taking the file in would change, as CHANGE_FIELDS."""
    if look.examination is None or look.examination.changes.empty:
        return pd.DataFrame()
    return with_words(look.examination.changes, look.examination.plan.kind, names, model)


def values_back(comeback: Comeback, names: Names, model: Model) -> pd.DataFrame:
    """Some of the values that taking a batch back would bring back, as BACK_FIELDS."""
    if comeback.values.empty:
        return pd.DataFrame()
    return with_words(comeback.values, comeback.kind, names, model)


def item_label(kind: Kind, name: str) -> str:
    usual = {"choice": "回答", "text": "自由記述", "criteria": "評価項目", "reason": "値がない理由"}
    return kind.by_name[name].label if name in kind.by_name else usual.get(name, name)


def with_words(found: pd.DataFrame, kind: Kind, names: Names, model: Model) -> pd.DataFrame:
    """Items and keys in words: the municipality's name, and whatever else says which row it is as one text."""
    others = [name for name in kind.key if name not in ("code", "round")]
    labels = label_of_items(model)
    what = [
        "・".join(labels.get(str(row[name]), names.get(str(row[name]), str(row[name]))) for name in others) for _, row in found.iterrows()
    ]
    municipalities = [names.get(code, "") for code in found["code"]] if "code" in found else ""
    items = [item_label(kind, name) for name in found["item"]]
    shown = found.assign(what=what, municipality=municipalities, item=items)
    columns = [field.name for field in CHANGE_FIELDS if field.name in shown and (field.name != "what" or others)]
    return shown[columns]


def label_of_items(model: Model) -> dict[str, str]:
    """Question, step and aspect ids → how people call them."""
    papers = model.questionnaires
    questions = {q.id: f"{q.id} {q.text}" for paper in papers for q in paper.questions} | {
        t.id: f"{t.id} {t.text}" for paper in papers for t in paper.texts
    }
    steps = {s.id: f"{s.id.upper()} {s.label}" for paper in papers for s in paper.steps}
    return questions | steps | {a.id: a.label for a in model.to_be.aspects}


# ---------------------------------------------------------------- what was taken in

HISTORY_FIELDS = (
    Field("batch", "受付番号", "integer", "取込ごとの番号。図表の出典に出ます。"),
    Field("state", "状態", "text", "有効か、取り消したか。"),
    Field("taken_at", "取込日時", "text", "取り込んだ日時。"),
    Field("file", "ファイル", "text", "取り込んだファイルの名前。画面から入力したものは「画面入力」。"),
    Field("kind_label", "種類", "text", "ファイルの種類。"),
    Field("round", "調査年度", "text", "1つの年度だけのファイルの年度。"),
    Field("new", "新規", "integer", "新しく登録した行の数。"),
    Field("changed", "変更", "integer", "値を変えた行の数。"),
    Field("unchanged", "変更なし", "integer", "値が同じだった行の数。"),
    Field("rejected", "不採用", "integer", "誤りのため取り込まなかった行の数。"),
    Field("who", "取込者", "text", "取り込んだ人。"),
    Field("reverted_at", "取消日時", "text", "取り消した日時。"),
)
BACK_TO_FIELDS = (
    Field("batch", "受付番号", "integer", "この取込の値に戻ります。"),
    Field("file", "ファイル", "text", "その取込のファイル。"),
    Field("taken_at", "取込日時", "text", "その取込の日時。"),
    Field("rows", "戻る行", "integer", "その取込の値に戻る行の数。"),
)


def moments(times: pd.Series) -> list[str]:
    return ["" if pd.isna(time) else f"{time:%Y-%m-%d %H:%M}" for time in times]


def history(batches: pd.DataFrame, year: Callable[[str], str]) -> pd.DataFrame:
    """Batches as HISTORY_FIELDS; `in_force`, `sha256` and `sample` stay for those who ask."""
    taken_back = moments(batches["reverted_at"])
    states = ["有効" if held else "取消済み" for held in batches["in_force"]]
    rounds = [year(str(round)) if isinstance(round, str) else "" for round in batches["round"]]
    samples = [f"{state}・サンプル" if sample else state for state, sample in zip(states, batches["sample"], strict=True)]
    return batches.assign(taken_at=moments(batches["taken_at"]), round=rounds, state=samples, reverted_at=taken_back)


def back_to(comeback: Comeback) -> pd.DataFrame:
    return comeback.back.assign(taken_at=moments(comeback.back["taken_at"]))


def columns_of_template(kind: Kind, model: Model, round: str) -> pd.DataFrame:
    """What a template asks for: one row per column."""
    rows = [explanation(slot) for slot in slots_of(kind, model, round)]
    return pd.DataFrame(rows, columns=["列", "必須", "書き方", "使える値"])


# ---------------------------------------------------------------- what is kept by hand

FORMATS = {"integer": "integer", "number": "score", "date": "date", "municipality": "code"}


def held_fields(kind: Kind) -> tuple[Field, ...]:
    """The columns of what is on record of a kind, with the municipality's name behind each column that holds a code."""
    fields: list[Field] = []
    for column in (kind.by_name[name] for name in (*kind.key, *kind.values) if name in kind.by_name):
        fields.append(Field(column.name, column.label, FORMATS.get(column.type, "text"), column.help))  # type: ignore[arg-type]
        if column.type == "municipality":
            fields.append(Field(name_beside(column.name), column.label.replace("団体コード", "市町村"), "text", "団体の名前。"))
    return (*fields, HISTORY_FIELDS[0])


def name_beside(code: str) -> str:
    """The column with the name of the municipality whose code stands in another."""
    return code.replace("code", "municipality")


def held(rows: pd.DataFrame, kind: Kind, names: Names, model: Model) -> pd.DataFrame:
    """What is on record of a kind, with names for codes and labels for aspects."""
    labels = {aspect.id: aspect.label for aspect in model.to_be.aspects}
    words: dict[str, object] = {"aspect": rows["aspect"].map(lambda id: labels.get(id, id))} if "aspect" in rows else {}
    for column in kind.columns:
        if column.type == "municipality" and column.name in rows:
            words[name_beside(column.name)] = [names.get(code, "県全体" if code.endswith("000") else "") for code in rows[column.name]]
    return rows.assign(**words)


def returned(rows: pd.DataFrame) -> pd.DataFrame:
    """Who has sent the survey form back, those who have not first; columns as RETURNED_FIELDS."""
    received = pd.to_datetime(rows["received_at"]).dt.strftime("%Y-%m-%d %H:%M").fillna("")
    state = rows["is_returned"].astype(bool).map({True: "回答あり", False: "未回答"})
    shown = rows.assign(state=state, received_at=received)
    return shown.sort_values(["is_returned", "code"])[[field.name for field in RETURNED_FIELDS]].reset_index(drop=True)
