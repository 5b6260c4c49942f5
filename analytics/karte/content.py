"""What stands on the karte of one municipality in one round? The figures of the page, as far as the paper may be handed over.

It is drawn up with the eyes of the municipality itself (see reading.py): no verdict, no rank, no free text, no remark of the
prefecture; of others only what they have agreed to show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pandas import DataFrame, concat, isna

from analytics import VERSION
from analytics import literacy as measure
from analytics.charts import karte as charts
from analytics.charts import theme
from analytics.exports import ILLEGAL, Provenance, as_shown, values
from analytics.frames import advice as advice_frames
from analytics.frames import issues as issue_frames
from analytics.frames import karte as frames
from analytics.frames import literacy as literacy_frames
from analytics.frames import mentors as mentor_frames
from analytics.frames import notes as note_frames
from analytics.frames import overview
from analytics.frames import progress as progress_frames
from analytics.karte.reading import Near, Records, of
from analytics.kinds import KINDS
from analytics.registry import TABLES, Field
from analytics.rounds import round_title
from analytics.sentences import advice as advice_says
from analytics.sentences import issues as issue_says
from analytics.sentences import karte as says
from analytics.sentences import literacy as literacy_says
from analytics.sentences import paper

TITLE = "市町村DXカルテ"
METRICS = (("人口", "population"), ("一般行政職員", "staff"), ("情報担当職員", "it_staff"))
LITERACY = "DXリテラシー診断"
UNITS = {"population": "人", "staff": "人", "it_staff": "人"}


@dataclass(frozen=True)
class Chart:
    """A structure of analytics.charts with its data sets. height: of the plot alone; beside: what words right of it need, in pixels."""

    spec: Mapping[str, Any]
    sets: Mapping[str, DataFrame]
    height: int
    beside: int = 5


@dataclass(frozen=True)
class Part:
    """One thing that the karte says: its heading, what the figures say (or that there are none), and the rows behind it.

    kinds: of the files that it rests on.
    """

    key: str
    heading: str
    finding: str
    rows: DataFrame
    fields: tuple[Field, ...]
    kinds: tuple[str, ...]
    chart: Chart | None = None

    @property
    def said(self) -> str:
        """The finding under the heading, which it need not name again."""
        return self.finding.removeprefix(f"{self.heading}：")

    def cells(self) -> list[dict[str, str]]:
        """The rows as texts, as they are read."""
        columns = {field.name: [shown(value, field.format) for value in values(self.rows[field.name])] for field in self.fields}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@dataclass(frozen=True)
class Karte:
    """One municipality in one round. response: to how many questions it answered; figures: label and value of the head;
    parts: by their key, in reading order; notes: what a reader of the paper has to know."""

    code: str
    name: str
    prefecture: str
    round: str | None
    today: date
    lead: str
    response: str
    figures: tuple[tuple[str, str], ...]
    parts: Mapping[str, Part]
    notes: tuple[str, ...]
    provenance: Provenance


def shown(value: Any, format: str) -> str:
    """A value as people read it, a figure that is not known as －; no sign that steers."""
    return ILLEGAL.sub("", as_shown(value, format)) or ("" if format == "text" else "－")


def karte(records: Records, code: str) -> Karte:
    near = records.near(code)
    row = records.own("municipalities", code).iloc[0]
    known = bool(len(overview.respondents(records.own("steps", code))))
    parts = {part.key: part for part in every_part(records, near, known)}
    return Karte(
        code=code,
        name=records.names[code],
        prefecture=str(row["prefecture"] or ""),
        round=records.round,
        today=records.today,
        lead=lead(records, code, parts["aspects"].rows, known),
        response=response(records, code),
        figures=head(row, near),
        parts=parts,
        notes=notes(records, parts),
        provenance=provenance(records, near, parts),
    )


def head(row: Any, near: Near) -> tuple[tuple[str, str], ...]:
    sizes = [(label, f"{says.figure(row[name])}{UNITS[name] if not isna(row[name]) else ''}") for label, name in METRICS]
    peers = paper.peers(near.method, [near.records.names.get(code, code) for code in near.peers["peer"]])
    return (("圏域・区分", says.place(row["block"], row["category"])), *sizes, ("比較相手", peers))


def lead(records: Records, code: str, aspects: DataFrame, known: bool) -> str:
    name = records.names[code]
    if not known:
        return says.unknown(name, f"{round_title(records.round)}の調査" if records.round else "推進状況アンケート", True)
    return says.lead(name, aspects[aspects["label"] != frames.OVERALL], *answered(records, code))


def response(records: Records, code: str) -> str:
    return paper.answered(*answered(records, code))


def answered(records: Records, code: str) -> tuple[int, int]:
    """How many of the questions are answered, and how many there are."""
    return int(records.own("answers", code)["points"].notna().sum()), len(records.paper.questions)


def every_part(records: Records, near: Near, known: bool) -> Iterator[Part]:
    """In reading order. What rests on answers has no rows where there are none."""
    yield from survey(records, near, known)
    yield literacy(records, near.code)
    yield issues(records, near.code)
    yield indicators(near)
    yield kpi(records, near.code)
    yield support(records, near.code)
    yield mentors(records, near, known)
    yield advice(records, near.code)
    if len(of(near.code, records.notes)):
        yield noted(records, near.code)


# ---- what rests on the answers: what the figures say, the rows, the chart ----

SURVEY = ("survey", "steps")
Told = tuple[str, DataFrame, Chart | None]


def survey(records: Records, near: Near, known: bool) -> Iterator[Part]:
    for key, heading, fields, tell in SURVEY_PARTS:
        nothing = DataFrame(columns=[field.name for field in fields])
        finding, rows, chart = tell(records, near) if known else (paper.UNANSWERED, nothing, None)
        yield Part(key, heading, finding, rows, fields, SURVEY, chart)


def steps(records: Records, near: Near) -> Told:
    labels = overview.step_labels(records.model, records.round)
    found = frames.medians(near.standing, "step", labels)
    rows = frames.steps(records.own("steps", near.code), labels, found)
    marked = frames.step_marks(records.config.priority, labels, found)
    highest = float(rows["max"].max())
    spec = charts.step_bars(tuple(rows["label"]), tuple(rows["step"]), highest, frames.kinds(marked))
    chart = Chart(spec, {theme.ROWS: rows, charts.MARKS: marked}, 34 * len(rows))
    return says.steps(rows), rows, chart


WHEEL_FIELDS = (
    Field("field", "分野", "text", "自治体DX・地域社会DX・接続のどれか。"),
    Field("as_is", "現状", "score", "回答した設問の重み付き平均（0～100）。"),
    Field("change", "前回からの変化", "text", "前回の調査の値との差。"),
)


def wheels(records: Records, near: Near) -> Told:
    now, before = records.own("wheels", near.code), records.earlier_own("wheels", near.code)
    earlier = dict(zip(before["field"], before["as_is"], strict=True))
    changes = [frames.change(row.as_is, earlier.get(row.field)) or "" for row in now.itertuples(index=False)]
    rows = now[["field", "as_is"]].assign(change=DataFrame({"change": changes}, dtype=object)["change"])
    return "", rows, None


def aspects(records: Records, near: Near) -> Told:
    """The overall figure over the aspects; against the prefecture's target, as a paper has no choice of lines."""
    labels = overview.aspect_labels(records.model)
    found = frames.medians(near.standing, "aspect", labels)
    against = frames.aspects(records.own("gap", near.code), records.earlier_own("gap", near.code), labels, found)
    whole = frames.overall(records.own("overall", near.code), records.earlier_own("overall", near.code), near.standing)
    rows = concat([whole, against], ignore_index=True)
    marked = frames.aspect_marks(rows, rows.dropna(subset=["median"]))
    spec = charts.aspect_dots(tuple(rows["label"]), frames.kinds(marked))
    chart = Chart(spec, {theme.ROWS: rows, charts.MARKS: marked}, 35 * len(rows))
    return says.aspects(against), rows, chart


MOST_DRAWN = 5


def drivers(records: Records, near: Near) -> Told:
    labels = overview.aspect_labels(records.model)
    rows = frames.drivers(records.own("drivers", near.code), records.paper, records.own("answers", near.code), labels)
    drawn = rows.head(MOST_DRAWN)
    chart = Chart(charts.driver_bars(len(drawn)), {theme.ROWS: drawn}, 24 * len(drawn), 30) if len(rows) else None
    return says.drivers(rows, len(drawn)), rows, chart


def next_steps(records: Records, near: Near) -> Told:
    labels = overview.aspect_labels(records.model)
    rows = frames.next_steps(records.own("next_steps", near.code), records.paper, records.own("answers", near.code), labels)
    return says.next_steps(rows), rows, None


def factors(records: Records, near: Near) -> Told:
    labels = {factor.id: factor.label for factor in records.model.to_be.factors}
    rows = frames.profile(records.own("factors", near.code), "factor", "severity", labels, frames.medians(near.standing, "factor", labels))
    marked = frames.median_marks(rows.dropna(subset=["median"]))
    spec = charts.profile(tuple(rows["label"]), "深刻度（0〜100、高いほど深刻）", theme.VERMILION, frames.kinds(marked))
    chart = Chart(spec, {theme.ROWS: rows, charts.MARKS: marked}, 23 * len(rows))
    return says.extreme(rows, "ギャップ要因", True), rows, chart


SURVEY_PARTS: tuple[tuple[str, str, tuple[Field, ...], Callable[[Records, Near], Told]], ...] = (
    ("steps", "STEP の得点", frames.STEP_FIELDS, steps),
    ("wheels", "両輪と接続", WHEEL_FIELDS, wheels),
    ("aspects", "あるべき姿とのギャップ", frames.ASPECT_FIELDS, aspects),
    ("drivers", "ギャップの内訳（設問別）", frames.DRIVER_FIELDS, drivers),
    ("next_steps", "次に取り組む項目（案）", frames.NEXT_FIELDS, next_steps),
    ("factors", "ギャップ要因", frames.PROFILE_FIELDS, factors),
)


# ---- what stands on record beside the survey ----


LITERACY_FIELDS = (
    literacy_frames.CATEGORY,
    Field("n", "人数", "integer", "得点のある人の数（5人単位に丸めた数）。"),
    literacy_frames.MEAN,
    *literacy_frames.DIFFERENCE,
)


def literacy(records: Records, code: str) -> Part:
    """The newest diagnosis, from what is published; questionnaires of staff are not on it."""
    named = literacy_frames.named(of(code, records.literacy), records.names, True)
    newest = literacy_frames.newest(named, tuple(records.config.literacy.questionnaires))
    everybody = newest[(newest["department"] == "") & (newest["position_group"] == "")][["category", "n", "mean"]]
    rows = literacy_frames.by_category(measure.gaps(newest), newest).merge(everybody, on="category", how="left")
    kinds = ("literacy", "literacy_groups")
    if rows.empty:
        return Part("literacy", LITERACY, paper.missing("診断の結果"), rows, LITERACY_FIELDS, kinds)
    about = f"{round_title(str(newest['round'].iloc[0]))}の{newest['instrument'].iloc[0] or '診断'}"
    return Part("literacy", LITERACY, f"{about} {literacy_says.by_category(rows)}", rows, LITERACY_FIELDS, kinds)


def issues(records: Records, code: str) -> Part:
    table = issue_frames.named(records.own("issues", code), records.names)
    finding = issue_says.top(table) if len(table) else paper.missing("課題リスト")
    return Part("issues", "課題リスト", finding, issue_frames.top(table), issue_frames.TOP_FIELDS, ("issues",))


def indicators(near: Near) -> Part:
    rows = frames.indicators(*near.indicators)
    return Part("indicators", "公表指標", paper.years(rows), rows, frames.INDICATOR_FIELDS, ("indicators",))


KPI_FIELDS = progress_frames.KPI_FIELDS[1:]


def kpi(records: Records, code: str) -> Part:
    rows = progress_frames.kpis(records.own("kpi", code), records.names)
    return Part("kpi", "計画の KPI", paper.kpis(rows), rows, KPI_FIELDS, ("kpi",))


SUPPORT_FIELDS = tuple(field for field in TABLES["support_log"].fields if field.name != "code")


def support(records: Records, code: str) -> Part:
    """Without what the prefecture noted on it."""
    rows = records.own("support_log", code).sort_values("date", ascending=False, kind="stable", ignore_index=True)
    return Part("support", "支援の記録", says.support(len(rows)), rows, SUPPORT_FIELDS, ("support_log",))


MENTOR_FIELDS = tuple(
    field for field in mentor_frames.FIELDS if field.name in ("label", "mentor_name", "lead", "own", "theirs", "adjacent")
)


def mentors(records: Records, near: Near, known: bool) -> Part:
    """Only those who said that they may be asked."""
    labels = overview.aspect_labels(records.model)
    found = near.table("mentors") if known else DataFrame(columns=[field.name for field in TABLES["mentors"].fields])
    rows = mentor_frames.rows(found, DataFrame(), records.names, labels, None, True)
    return Part("mentors", "先行市町村（相談先候補）", paper.mentors(rows), rows, MENTOR_FIELDS, (*SURVEY, "consents"))


def advice(records: Records, code: str) -> Part:
    rows = advice_frames.labelled(records.own("advice", code))
    return Part("advice", "支援メニュー案", advice_says.advice(rows), rows, advice_frames.ADVICE_FIELDS, ("support_menu", "programs"))


NOTE_FIELDS = (
    Field("about", "項目", "text", "メモの対象。"),
    Field("text", "メモ", "text", "メモの内容。"),
    Field("day", "書いた日", "text", "いまの内容にした日。"),
)


def noted(records: Records, code: str) -> Part:
    """The notes for all, of the round or of none; the others stay within."""
    rows = note_frames.listed(of(code, records.notes), records.names, note_frames.labels(records.model, records.round))
    return Part("notes", "メモ（共有）", paper.noted(len(rows)), rows, NOTE_FIELDS, ())


# ---- where it comes from ----


def notes(records: Records, rows_of: Mapping[str, Part]) -> tuple[str, ...]:
    """What a reader of the paper has to know."""
    counts = [n for key in ("steps", "aspects", "factors") for n in rows_of[key].rows["n"].dropna()]
    reading = [advice_says.OUR_READING] if len(rows_of["advice"].rows) else []
    initial = [] if records.config.model.confirmed else [paper.INITIAL]
    return (paper.medians(counts), *reading, *initial)


def provenance(records: Records, near: Near, parts: Mapping[str, Part]) -> Provenance:
    """Receipt numbers of the files that the parts with rows rest on."""
    kinds = {"municipalities", *(kind for part in parts.values() if len(part.rows) for kind in part.kinds)}
    labels = {KINDS[kind].label for kind in kinds}
    return Provenance(
        title=f"{TITLE}　{records.names[near.code]}",
        filters=(("市町村", records.names[near.code]), ("比較相手", paper.method(near.method))),
        rounds=(round_title(records.round),) if records.round else (),
        batches=tuple(one for one in records.receipts if one[1] in labels),
        made_at=datetime.now(),
        version=VERSION,
        notes=notes(records, parts),
        sample=records.has_sample,
    )
