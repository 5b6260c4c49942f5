"""What would a page have to send, going by the command line alone? Its rows, under the page's words, counted in plain Python."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean, median

from analytics.config import ROOT
from analytics.model import load_model
from tests.pages.printed import Row, table

MODEL = load_model(ROOT / "data" / "model")
ASPECTS = {aspect.id: aspect.label for aspect in MODEL.to_be.aspects}
FACTORS = {factor.id: factor.label for factor in MODEL.to_be.factors}
ITEMS = {
    **{("step", step.id): f"{step.id.upper()} {step.content_label}" for step in MODEL.questionnaire("2025").steps},
    **{("aspect", aspect): label for aspect, label in ASPECTS.items()},
    **{("factor", factor): label for factor, label in FACTORS.items()},
    ("overall", "as_is"): "総合（現状）",
    ("overall", "gap"): "総合（ギャップ）",
}
GROUPS = {"": "全員", "管理職": "管理職・幹部職員", "一般職員": "一般職員"}
BANDS = ("最も低い帯", "低い帯", "中の帯", "高い帯", "最も高い帯")
OPEN = ("未着手", "実施中")
LEVELS = {"高": "高", "中": "中", "低": "低", None: "計算なし"}
YEARS = ("2023", "2024", "2025")
SOON = 30
"""Days ahead that 今月の対応 looks."""


@dataclass(frozen=True)
class Printed:
    """The tables of a database for a round, a way of choosing peers and a municipality in focus."""

    database: Path
    round: str
    peers: str
    focus: str

    def of(self, name: str, *options: str) -> list[Row]:
        """The rows of the round, each with the name of its municipality (in a pool: the pool's)."""
        return self.named(table(self.database, name, "--round", self.round, *options))

    def newest(self, name: str) -> list[Row]:
        """Of the newest round that has any, or of all rounds where the table has none."""
        return self.named(table(self.database, name))

    def among(self, name: str) -> list[Row]:
        return self.of(name, "--peers", self.peers)

    def in_focus(self, rows: Iterable[Row]) -> list[Row]:
        return [row for row in rows if row["code"] == self.focus]

    @property
    def names(self) -> dict[str, str]:
        return {row["code"]: row["name"] for row in table(self.database, "municipalities")}

    def named(self, rows: list[Row]) -> list[Row]:
        return [{"name": self.called(row), **row} for row in rows]

    def called(self, row: Row) -> str | None:
        code = row.get("code")
        pooled = row.get("kind") in ("圏域", "グループ")
        return f"{code}（{row['kind']}）" if pooled else self.names.get(str(code), code)


Rows = Callable[[Printed], list[Row]]

# ---- literacy ----


def diagnosis(told: Printed, name: str = "literacy") -> list[Row]:
    """The diagnosis that the page opens with, in its words."""
    rows = [row for row in told.newest(name) if row["instrument"] == "DXリテラシー診断"]
    return [row | {"group": GROUPS.get(row.get("position_group", ""), row.get("position_group"))} for row in rows]


def differences(told: Printed) -> list[Row]:
    return [row for row in diagnosis(told, "literacy_gap") if row["category"] == "総合"]


def differences_by_category(told: Printed) -> list[Row]:
    return told.in_focus(diagnosis(told, "literacy_gap"))


def of_everybody(told: Printed) -> list[Row]:
    return [row for row in diagnosis(told) if (row["department"], row["position_group"], row["category"]) == ("", "", "総合")]


def of_departments(told: Printed) -> list[Row]:
    rows = told.in_focus(diagnosis(told))
    return [row | {"label": row["department"]} for row in rows if (row["position_group"], row["category"]) == ("", "総合")]


def bands(told: Printed) -> list[Row]:
    rows = [row for row in told.in_focus(diagnosis(told)) if (row["department"], row["category"]) == ("", "総合")]
    return [
        {"label": row["group"], "band": band, "percent": row[f"band{place}"], "n": row["n"]}
        for row in rows
        for place, band in enumerate(BANDS, 1)
    ]


def needs(told: Printed) -> list[Row]:
    rows = [row for row in diagnosis(told) if not row["department"] and row["category"] != "総合"]
    return [row | {"low": row["band1"] + row["band2"] if row["band1"] is not None else None} for row in rows]


def response(told: Printed) -> list[Row]:
    """The most who have a score in any category, of the staff of the master."""
    staff = {row["code"]: row["staff"] for row in told.newest("municipalities")}
    most: dict[str, int] = {}
    for row in diagnosis(told):
        if row["code"] in staff and not row["department"] and not row["position_group"] and row["n"] is not None:
            most[row["code"]] = max(row["n"], most.get(row["code"], 0))
    return [{"code": code, "n": n, "staff": staff[code], "rate": round(min(1.0, n / staff[code]), 3)} for code, n in most.items()]


def every_figure(told: Printed) -> list[Row]:
    return [row | {"department": row["department"] or "全所属"} for row in diagnosis(told)]


def agreeing(told: Printed) -> list[Row]:
    rows = told.in_focus(told.newest("literacy_share"))
    return [
        row | {"label": row["item"], "group": GROUPS.get(row["position_group"])} for row in rows if row["instrument"] != "DXリテラシー診断"
    ]


# ---- issues ----


def issues(told: Printed) -> list[Row]:
    return told.newest("issues")


def own_issues(told: Printed) -> list[Row]:
    return told.in_focus(issues(told))


def counted(rows: Iterable[tuple[object, ...]], *names: str) -> list[Row]:
    return [dict(zip(names, key, strict=True)) | {"n": n} for key, n in Counter(rows).items()]


def own_against_computed(told: Printed) -> list[Row]:
    return counted(((row["own_priority"] or "評価なし", LEVELS[row["priority"]]) for row in issues(told)), "own", "priority")


def ratings(told: Printed) -> list[Row]:
    rated = [row for row in issues(told) if row["objective"] is not None and row["subjective"] is not None]
    keys = ((f"{row['objective']:.6f}", f"{row['subjective']:.6f}", LEVELS[row["priority"]]) for row in rated)
    return counted(keys, "objective", "subjective", "priority")


def by_field(told: Printed) -> list[Row]:
    return counted(((row["policy_field"] or "（空欄）", LEVELS[row["priority"]]) for row in issues(told)), "group", "priority")


def planned(told: Printed) -> list[Row]:
    return [row for row in issues(told) if any(row[name] for name in ("status", "owner", "due", "measure"))]


# ---- shared issues ----


def clusters(told: Printed) -> list[Row]:
    rows = told.newest("shared_issues")
    counts = Counter(row["cluster"] for row in rows)
    towns = {number: dict.fromkeys(row["name"] for row in rows if row["cluster"] == number) for number in counts}
    return [
        {
            "label": row["label"],
            "n_municipalities": row["n_municipalities"],
            "n_issues": counts[row["cluster"]],
            "towns": "、".join(towns[row["cluster"]]),
            "joint": "検討候補" if row["joint_procurement"] else None,
            "near": "近隣の団体を含む" if any(one["adjacent"] for one in rows if one["cluster"] == row["cluster"]) else None,
        }
        for row in {row["cluster"]: row for row in rows}.values()
    ]


def first_cluster(told: Printed) -> list[Row]:
    listed = {(row["code"], row["no"]): row for row in issues(told)}
    return [listed[row["code"], row["no"]] | row for row in told.newest("shared_issues") if row["cluster"] == 1]


def offers(told: Printed) -> list[Row]:
    inside = {(row["code"], row["no"]) for row in first_cluster(told)}
    fitting = Counter((row["provider"], row["title"]) for row in told.newest("matches") if (row["code"], row["no"]) in inside)
    return [
        row | {"n_issues": fitting[row["provider"], row["title"]]}
        for row in told.newest("partners")
        if (row["provider"], row["title"]) in fitting
    ]


def fitting_issues(told: Printed) -> list[Row]:
    first = told.newest("partners")[0]
    return [row for row in told.newest("matches") if (row["provider"], row["title"]) == (first["provider"], first["title"])]


# ---- change ----


def changes(told: Printed) -> list[Row]:
    return [row | {"label": ITEMS[row["measure"], row["item"]]} for row in told.of("change")]


def slopes(told: Printed) -> list[Row]:
    rows = [row for row in told.of("change") if (row["measure"], row["item"]) == ("overall", "as_is")]
    middle = {"name": "図の団体の中央値", **{end: median(row[end] for row in rows) for end in ("before", "after")}}
    ends = [
        (row, row_end, year)
        for row in [*rows, middle]
        for row_end, year in (("before", rows[0]["round_from"]), ("after", rows[0]["round_to"]))
    ]
    return [{"name": row["name"], "round": year, "value": row[end]} for row, end, year in ends]


def series(measure: str, item: str) -> Rows:
    """Of the one in focus, its peers' median and that of the prefecture, over the rounds up to this one."""

    def found(told: Printed) -> list[Row]:
        return [row for year in YEARS if year <= told.round for row in in_year(Printed(told.database, year, told.peers, told.focus))]

    def in_year(told: Printed) -> list[Row]:
        every = told.of("gap" if measure == "aspect" else "overall")
        values = [row["as_is"] for row in every if row.get("aspect") in (None, item) and row["as_is"] is not None]
        rows = [row for row in told.in_focus(told.among("benchmark")) if (row["measure"], row["item"]) == (measure, item)]
        own = next(row for row in rows if row["comparison"] == told.peers)
        lines = (
            (told.names[told.focus], own["value"], 1),
            ("比較相手の中央値", own["median"], own["n"]),
            ("県内の中央値", median(values), len(values)),
        )
        return [{"line": line, "round": told.round, "value": value, "n": n} for line, value, n in lines]

    return found


def last_of_each_kpi(told: Printed) -> list[Row]:
    """The prefecture's own plan has the code of the prefecture."""
    return [row | {"name": "県" if row["code"].endswith("000") else row["name"]} for row in told.newest("kpi")]


# ---- visits, this month, the prefecture ----


def visits(told: Printed) -> list[Row]:
    few = {True: "1人以下", False: "2人以上", None: "不明"}
    return [row | {"it": few[row["one_person_it"]]} for row in told.of("visits")]


def dots(told: Printed) -> list[Row]:
    return [row | {"promises": row["open_promises"]} for row in visits(told) if row["gap"] is not None]


def promises(told: Printed) -> list[Row]:
    return [row | {"name": row["name"] or "会議全体"} for row in told.newest("decisions")]


def quiet(told: Printed) -> list[Row]:
    """Without an entry for ninety days, or ever."""
    since = str(date.today() - timedelta(days=90))
    last = {code: max((row["date"][:10] for row in told.newest("support_log") if row["code"] == code), default=None) for code in told.names}
    return [{"name": told.names[code], "last": day} for code, day in last.items() if day is None or day <= since]


def priorities(told: Printed) -> list[Row]:
    given = {row["code"]: verdict(row) for row in told.of("priority")}
    counts = Counter(given.get(code, "未回答") for code in told.names)
    return [{"priority": label, "n": counts[label]} for label in ("高", "中", "低", "判定保留", "未回答")]


def verdict(row: Row) -> str:
    """As it is counted: a form without one answer is the same as no form."""
    return row["support_priority"] or row["reason"].split(": ")[0]


def due(told: Printed) -> list[Row]:
    limit = str(date.today() + timedelta(days=SOON))
    open_ones = [row | {"what": row["text"]} for row in promises(told) if row["status"] in OPEN]
    measures = [
        row | {"what": row["measure"] or f"No.{row['no']} {'／'.join(part for part in (row['class_a'], row['class_c']) if part)}"}
        for row in issues(told)
        if row["status"] != "完了"
    ]
    return [
        {"due": row["due"], "name": row["name"], "text": row["what"]}
        for row in [*open_ones, *measures]
        if row["due"] and row["due"] <= limit
    ]


def needed_menus(told: Printed) -> list[Row]:
    need = Counter(row["id"] for row in told.of("advice") if row["kind"] == "menu")
    return [{"title": title, "need": n} for title, n in need.items()]


def severities(told: Printed) -> list[Row]:
    rows = [row for row in told.of("factors") if row["severity"] is not None]
    values = {factor: [row["severity"] for row in rows if row["factor"] == factor] for factor in FACTORS}
    return [{"label": FACTORS[factor], "mean": fmean(known), "n": len(known)} for factor, known in values.items() if known]


# ---- mentors, stability ----


def mentors(told: Printed) -> list[Row]:
    rows = told.in_focus(told.among("mentors"))
    return [row | {"label": ASPECTS[row["aspect"]], "mentor_name": told.names[row["mentor"]]} for row in rows]


def stability(told: Printed) -> list[Row]:
    words = {True: "安定した結果", False: "参考（条件により変動）", None: "判定不可"}
    rows = [row for row in told.among("robustness") if row["statement"] == "priority"]
    return [row | {"mark": words[row["holds"]], "turns_when": by_number(row["turns_when"])} for row in rows]


def to_ask(told: Printed) -> list[Row]:
    return [row | {"figures": by_number(row["figures"])} for row in told.of("contradictions")]


def by_number(text: str | None) -> str | None:
    """q04 is 問4 to those who read it."""
    return text and re.sub(r"(設問 )?\bq0*([0-9]+)\b", r"問\2", text, flags=re.ASCII)


def decided(told: Printed) -> list[Row]:
    """The verdicts, and that there is none of those who did not answer."""
    rows = told.of("priority")
    silent = sorted(set(told.names) - {row["code"] for row in rows})
    return [*rows, *({"code": code, "reason": "未回答: この年度の回答がない"} for code in silent)]
