"""What can a sentence be made of? For every function of analytics.sentences, arguments drawn with zeros, ties, unknowns and near misses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pandas import DataFrame, Series, Timestamp

from analytics.benchmark import SMALLEST_TOTAL
from analytics.config import StepLimits
from analytics.decisions import STATUSES as PROMISED
from analytics.frames import gap as gap_frames
from analytics.frames import literacy as literacy_frames
from analytics.frames.cases import Weakest
from analytics.frames.issues import PRIORITIES, SILENT
from analytics.frames.neighbours import AWAY, OWN, PEER
from analytics.frames.priority import HELD, Steps
from analytics.issue_edits import STATUSES
from analytics.kinds import KINDS
from analytics.ledger import Comeback, Counts
from analytics.priority import UNANSWERED, Limits

Drawn = SearchStrategy[tuple[Any, ...]]

NAMES = ("みほん市", "若竹町", "奥森村", "清水原町")
LABELS = ("推進体制", "成果の出し方", "展開・継続性", "住民・地域との関係")
STEP_LABELS = {"step0": "STEP0 育成取組み", "step1": "STEP1 全体方針策定", "step2": "STEP2 推進体制"}
STEPS = Steps(STEP_LABELS, dict.fromkeys(STEP_LABELS, 30.0))
LIMITS = {step: Limits(15, 15) for step in STEP_LABELS}
TODAY = date(2026, 4, 1)

# Two that read the same with one decimal, what reads 0.0 and is not, targets just missed: where sentences go wrong.
NEAR = (0.0, 0.01, 0.04, 33.333333, 49.96, 50.0, 50.04, 79.97, 80.0, 99.97, 100.0)
points = st.one_of(st.sampled_from(NEAR), st.floats(0, 100))
maybe = st.one_of(st.none(), points)
moves = st.one_of(st.sampled_from((0.0, 0.01, -0.01, 0.04, -0.04, 0.06, -0.06)), st.floats(-100, 100))
spread = st.floats(0.5, 20)
names, labels = st.sampled_from(NAMES), st.sampled_from(LABELS)
few = st.integers(0, 5)
some = st.integers(1, 5)
days = st.integers(-3, 200).map(lambda left: TODAY + timedelta(left))
step = st.one_of(st.none(), st.sampled_from((0.0, 14.96, 15.0, 30.0)), st.floats(0, 30))
flag = st.sampled_from((True, False, None))
text = st.sampled_from(("予算を確保しているか", "担当者が決まっているか", ""))


def frame(least: int = 0, most: int = 5, **columns: SearchStrategy[Any]) -> SearchStrategy[DataFrame]:
    """Rows of these columns; what is only numbers and unknowns is a column of numbers, as from the database."""
    numeric = [name for name, drawn in columns.items() if drawn in (points, maybe, moves, step)]
    rows = st.lists(st.fixed_dictionaries(columns), min_size=least, max_size=most)
    return rows.map(lambda found: DataFrame(found, columns=list(columns)).astype(dict.fromkeys(numeric, "float64")))


def within(most: SearchStrategy[int]) -> SearchStrategy[tuple[int, int]]:
    """A part and its whole."""
    return most.flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def each(labels: tuple[str, ...], **columns: SearchStrategy[Any]) -> SearchStrategy[DataFrame]:
    """One row per label, at least one."""
    size = st.integers(1, len(labels))
    return size.flatmap(lambda n: frame(n, n, **columns)).map(lambda rows: rows.assign(label=labels[: len(rows)]))


def args(*drawn: SearchStrategy[Any] | Any) -> Drawn:
    return st.tuples(*(one if isinstance(one, SearchStrategy) else st.just(one) for one in drawn))


# ---- tables as the frames make them ----


def judged_gap(rows: DataFrame) -> DataFrame:
    """as_is and target given, or unknown: the rest follows."""
    gap = (rows["target"] - rows["as_is"]).clip(lower=0)
    words = [gap_frames.UNKNOWN if g != g else gap_frames.SHORT if g > 1e-9 else gap_frames.REACHED for g in gap]
    return rows.assign(gap=gap, surplus=(rows["as_is"] - rows["target"]).clip(lower=0), reach=words, code=rows["name"], why="未回答")


cells = st.lists(st.tuples(names, labels), unique=True, max_size=8).flatmap(
    lambda keys: frame(len(keys), len(keys), as_is=maybe, target=st.just(80.0)).map(
        lambda rows: judged_gap(rows.assign(name=[name for name, _ in keys], aspect_label=[label for _, label in keys]))
    )
)
of_one_aspect = st.lists(names, unique=True, min_size=1).flatmap(
    lambda keys: frame(len(keys), len(keys), as_is=maybe, target=st.just(80.0)).map(
        lambda rows: judged_gap(rows.assign(name=keys, aspect_label=LABELS[0]))
    )
)
aspects_of_one = each(LABELS, as_is=maybe, target=st.just(80.0)).map(
    lambda rows: judged_gap(rows.assign(name=NAMES[0], aspect_label=rows["label"]))
)
medians = each(tuple(STEP_LABELS.values()), median=maybe, max=st.just(100.0), n=some).map(
    lambda rows: rows.assign(share=rows["median"] / rows["max"])
)
verdict_counts = st.tuples(few, few, few, few, few).map(
    lambda found: DataFrame({"priority": ["高", "中", "低", "判定保留", "未回答"], "n": found})
)
menus = each(("管理職研修", "共同調達の会", "相談窓口"), need=few, places=st.one_of(st.none(), st.integers(0, 9))).map(
    lambda rows: rows.rename(columns={"label": "title"}).assign(left_over=rows["places"].astype(float)).sort_values("need", ascending=False)
)
programmes = st.lists(st.integers(-2, 9), max_size=3).map(
    lambda left: DataFrame({"title": [*LABELS[: len(left)]], "days_left": left}).astype({"days_left": "float64"})
)
factor_means = each(LABELS, mean=points, n=some).map(lambda rows: rows.sort_values("mean", ascending=False, ignore_index=True))
indicator = st.sampled_from(("%", "件", None, "実施=1・未実施=0")).flatmap(
    lambda unit: st.lists(names, unique=True, min_size=1).flatmap(
        lambda keys: frame(len(keys), len(keys), value=st.sampled_from((0.0, 1.0, None)) if unit and "=" in unit else maybe).map(
            lambda rows: rows.astype({"value": "float64"}).assign(
                name=keys,
                unit=unit,
                role=[OWN, *[PEER] * (len(keys) - 1)],
                year="2025",
                reason="未調査",
                value=lambda r: r["value"].round(1),
            )
        )
    )
)
issues = frame(
    1,
    code=st.sampled_from(("98201", "98202")),
    priority=st.sampled_from((*PRIORITIES, None)),
    differs=flag,
    own_conflict=flag,
    state=st.sampled_from((*STATUSES, SILENT)),
    objective=st.one_of(st.none(), st.sampled_from((1.0, 3.0, 5.0))),
    subjective=st.one_of(st.none(), st.sampled_from((1.0, 3.0, 5.0))),
    score=maybe,
    own_score=maybe,
    due=st.one_of(st.none(), days.map(Timestamp)),
).map(lambda rows: rows.assign(name=rows["code"].map({"98201": NAMES[0], "98202": NAMES[1]}), due=rows["due"].astype("datetime64[us]")))


def units(rows: DataFrame) -> DataFrame:
    known = rows["diff"].notna()
    whole = rows.assign(
        ci_low=rows["diff"] - 5.0, ci_high=rows["diff"] + 5.0, n_manager=Series(20.0, rows.index).where(known), n_staff=Series(60.0, rows.index).where(known)
    )  # fmt: skip
    return literacy_frames.judged(whole.assign(name=rows["label"], category=rows["label"]))


kinds = st.sampled_from((literacy_frames.MUNICIPALITY, "圏域"))
unit_rows = kinds.flatmap(lambda kind: each(NAMES, diff=st.one_of(st.none(), moves)).map(
    lambda rows: units(rows.assign(kind=kind, diff=rows["diff"].astype(float)))))  # fmt: skip
mean_rows = kinds.flatmap(lambda kind: each(NAMES, mean=maybe, half=st.floats(0, 9)).map(
    lambda rows: rows.assign(kind=kind, n=20, ci_low=rows["mean"] - rows["half"], ci_high=rows["mean"] + rows["half"])))  # fmt: skip
bands = each(("全員", "一般職員"), percent=st.integers(0, 100), place=st.integers(1, 5))
agreeing = frame(label=labels, group=st.sampled_from((literacy_frames.MANAGERS, literacy_frames.STAFF)), agreeing=st.integers(0, 100)).map(
    lambda rows: rows.drop_duplicates(["label", "group"])
)
places = each(LABELS, place=st.sampled_from(("higher", "same", "lower", None)), measure=st.sampled_from(("step", "aspect", "indicator")))
change = (
    each(NAMES, change=moves, before=points, tied_share=st.sampled_from((1.0, 0.8, 0.699, 0.4)))
    .map(
        lambda rows: rows.assign(measure="overall", item="as_is", code=rows["label"], after=(rows["before"] + rows["change"]).clip(0, 100))
    )
    .map(lambda rows: rows.assign(change=rows["after"] - rows["before"]))
)
effects = st.tuples(few, few, moves, moves, st.booleans()).map(
    lambda d: DataFrame(
        {
            "supported": [True, False], "n": d[:2], "mean_change": [d[2] if d[0] else None, d[3] if d[1] else None],
            "diff": d[2] - d[3] if d[0] and d[1] else None, "ci_low": d[2] - d[3] - 4.01 if d[4] and d[0] and d[1] else None,
            "ci_high": d[2] - d[3] + 4.01 if d[4] and d[0] and d[1] else None,
        }
    ).astype({"mean_change": float, "diff": float, "ci_low": float, "ci_high": float})
)  # fmt: skip
kpis = frame(progress=maybe)
verdict_table = each(NAMES, step0=step, step1=step, step2=step, verdict=st.sampled_from(("高", "中", "低", HELD, UNANSWERED))).map(
    lambda rows: rows.assign(
        name=rows["label"], code=rows["label"], support_priority=rows["verdict"], reason="STEP0 が 10 点で基準 15 点未満", decision=None
    )
)
flips = frame(1, limit=st.just("attention_below"), move=st.sampled_from((-3, -1, 1, 3)), priority_flips=few, n=st.just(5))
clusters = each(LABELS, n_municipalities=st.integers(2, 6), joint=st.sampled_from(("検討候補", None)))
judged_issues = frame(code=names, renewal=st.one_of(st.none(), st.integers(2027, 2032)), joins=st.booleans()).map(
    lambda rows: rows.astype({"renewal": "float64"})
)
visits = each(NAMES, gap=maybe, days_since_contact=st.one_of(st.none(), st.integers(0, 400)), open_promises=few, one_person_it=flag).map(
    lambda rows: rows.assign(name=rows["label"], days_since_contact=rows["days_since_contact"].astype(float))
)
mentor_rows = frame(label=labels, lead=st.floats(15, 100), mentor_name=names, said=st.sampled_from(("相談受入可", "候補（未確認）")))
holds = frame(1, statement=st.sampled_from(("below_peers:a", "weakest_aspect", "priority")), holds=flag, turns_when=st.sampled_from(("重みをすべて 1 にすると変わる", None)))  # fmt: skip
shown_peers = each(NAMES, distance=st.one_of(st.none(), st.floats(0, 200)), reason=st.sampled_from(("境界を接する", "中心間の距離 37 km", "人口の近さ"))).map(
    lambda rows: rows.assign(role=[PEER, *[AWAY] * (len(rows) - 1)], distance=rows["distance"].astype(float))
)  # fmt: skip
weakest = st.tuples(points, some, st.booleans()).map(lambda d: Weakest("f1", d[0], d[1], d[2]))
comebacks = st.tuples(few, few, few, few).map(lambda n: Comeback(KINDS["survey"], n[0], n[1], n[2], n[3], DataFrame(), DataFrame()))
batches = st.integers(0, 3).map(
    lambda n: DataFrame(
        {"in_force": [True, False, True][:n], "taken_at": [datetime(2026, 4, 1, 9)] * n, "file": "回答.xlsx", "kind_label": "推進状況アンケート", "batch": 3}
    )
)  # fmt: skip
returned = each(NAMES, is_returned=st.booleans()).map(lambda rows: rows.rename(columns={"label": "name"}))
case = SimpleNamespace(page=28)
sums = each(tuple(STEP_LABELS.values()), points=points, n=st.integers(SMALLEST_TOTAL, 30)).map(
    lambda rows: rows.rename(columns={"label": "item"}).assign(max=100.0)
)
pieces = frame(text=st.sampled_from(("予算がある", "人がいる")), level=st.sampled_from((0.0, 1.0, None)), count=some, n=st.just(5))
drivers = each(LABELS, contribution=points).map(
    lambda rows: rows.assign(text=rows["label"]).sort_values("contribution", ascending=False, ignore_index=True)
)
targets = each(LABELS, median=points, target=st.sampled_from((80.0, 66.66667)), n=some).map(
    lambda rows: rows.assign(aspect_label=rows["label"])
)
scored = st.lists(points, min_size=1, max_size=4)
kinds_of_advice = frame(kind=st.sampled_from(("menu", "programme", "model", "case")))
dated = each(("研修の実施", "調達の会の開催と、そのための準備を進める"), days_left=st.integers(0, 30)).map(
    lambda rows: rows.assign(
        title=rows["label"], name=rows["label"], text=rows["label"], due=TODAY, deadline=TODAY, when="あと3日", late=""
    )
)

DRAWN: Mapping[str, Drawn] = {
    "advice.advice": args(kinds_of_advice),
    "advice.due": args(frame(late=st.sampled_from(("", "期限切れ"))), 30),
    "advice.first_deadlines": args(dated),
    "advice.first_due": args(dated),
    "advice.first_menus": args(menus),
    "advice.menus": args(menus),
    "advice.offers": args(menus, programmes),
    "advice.prefecture": args(factor_means, few, menus, programmes),
    "advice.programmes": args(programmes),
    "advice.remind": args(2026, days),
    "advice.severe": args(factor_means),
    "advice.short_of_places": args(menus),
    "bulk.leaving": args(st.lists(few.map(lambda n: SimpleNamespace(frame=range(n))), max_size=3), st.sampled_from(((), ("令和7年度（2025）",)))),
    "bulk.lost": args(st.lists(st.sampled_from(("髙", "﨑")), max_size=2)),
    "cases.found": within(st.just(12)),
    "cases.lead": args(few, st.one_of(st.none(), weakest), labels, few),
    "cases.short_of": st.tuples(labels, within(few)).map(lambda d: (d[0], *d[1])),
    "cases.weighing_most": args(weakest, labels, few),
    "cases.who_has_this_gap": st.tuples(within(few), st.lists(labels, min_size=1, max_size=3, unique=True)).map(lambda d: (*d[0], d[1])),
    "gap.aspects": args(aspects_of_one),
    "gap.distribution": args(pieces, labels),
    "gap.dots": args(of_one_aspect, labels),
    "gap.drivers": args(drivers, labels),
    "gap.heat_map": args(cells),
    "gap.lead": args(cells, st.sampled_from(("prefecture", "own", "best_peer"))),
    "gap.overall_moves": args(maybe, maybe),
    "gap.rank": args(st.one_of(st.none(), st.just((2, 25))), st.one_of(st.none(), st.just((1, 25)))),
    "gap.totals": args(targets),
    "gap.way_to_target": st.tuples(frame(as_is_after=points), of_one_aspect, names, labels).map(lambda d: (d[0], d[1].iloc[0], *d[2:])),
    "gap.what_if": args(few, st.tuples(maybe, maybe), st.sampled_from((None, ("高", "中"), ("低", "低")))),
    "gap.who_reaches": args(of_one_aspect),
    "guide.lead": args(st.lists(labels, max_size=3)),
    "indicators.dots": args(labels, indicator, few),
    "indicators.lead": args(labels, indicator),
    "indicators.over_years": args(labels, st.tuples(indicator, indicator).map(
        lambda d: DataFrame([*d[0].to_dict("records"), *d[1].assign(year="2024", unit=d[0]["unit"].iloc[0], value=1.0).to_dict("records")]).sort_values("year"))),
    "indicators.scatter": args("甲", "乙", frame(x=points, y=points)),
    "intake.already": args("回答.xlsx", some),
    "intake.comeback": args(comebacks),
    "intake.on_record": args(batches),
    "intake.receipt": args("回答.xlsx", "推進状況アンケート", some, st.builds(Counts, few, few, few, few)),
    "intake.sent_back": args(returned, "令和7年度（2025）"),
    "intake.taken": args(st.lists(st.integers(1, 9), unique=True, min_size=1, max_size=5)),
    "issues.answered": args(st.booleans(), some),
    "issues.breakdown": args(frame(group=labels, n=some), st.sampled_from(("政策分野", "市町村"))),
    "issues.compared": args(issues),
    "issues.lead": args(issues, st.booleans()),
    "issues.plan": args(issues),
    "issues.quadrant": args(issues),
    "issues.road_map": args(issues, TODAY),
    "issues.road_map_of": args(NAMES[0], some, issues, TODAY),
    "issues.top": args(issues),
    "karte.after": args(labels, points),
    "karte.aspects": args(aspects_of_one),
    "karte.drivers": args(drivers, some),
    "karte.extreme": args(each(LABELS, value=maybe), "ギャップ要因", st.booleans()),
    "karte.figure": args(maybe),
    "karte.lead": st.tuples(aspects_of_one, within(st.integers(1, 24))).map(lambda d: (NAMES[0], d[0], *d[1])),
    "karte.next_steps": args(frame(x=few)),
    "karte.peers": args("隣接", few),
    "karte.steps": args(each(tuple(STEP_LABELS.values()), score=maybe, max=st.just(100.0))),
    "karte.support": args(few),
    "karte.unknown": args(names, "令和7年度（2025）の調査", st.booleans()),
    "literacy.bands": args(names, "総合", bands),
    "literacy.by_category": args(unit_rows.map(lambda rows: rows.assign(name=NAMES[0]))),
    "literacy.departments": args(names, "総合", mean_rows),
    "literacy.differences": args("総合", unit_rows),
    "literacy.lead": args("令和7年度（2025）のDXリテラシー診断", "総合", unit_rows),
    "literacy.means": args("総合", mean_rows),
    "literacy.needs": args(frame(category=labels)),
    "literacy.response": args(frame(1, rate=st.sampled_from((0.5, 0.70001, 0.70002, 1.0)))),
    "literacy.shares": args(names, agreeing),
    "literacy.span": st.tuples(moves, spread).map(lambda d: (d[0] - d[1], d[0] + d[1])),
    "meeting.agenda": st.tuples(some, some, st.lists(labels, unique=True, max_size=3), few, within(some)).map(lambda d: (*d[:4], *d[4])),
    "meeting.aspect": scored.map(lambda states: (LABELS[0], states, [80.0] * len(states))),
    "meeting.cases": args(few),
    "meeting.consent": st.lists(names, unique=True, max_size=3).map(lambda missing: (4 - len(missing), 4, missing)),
    "meeting.chosen": args(st.lists(names, max_size=4)),
    "meeting.decided": args(few),
    "meeting.difference": st.tuples(moves, spread).map(lambda d: (d[0], d[0] - d[1], d[0] + d[1])),
    "meeting.literacy": within(few).map(lambda d: ("令和7年度（2025）のDXリテラシー診断", "総合", d[1], d[0])),
    "meeting.programme": args(some, some),
    "meeting.span": args(few, some),
    "meeting.follow_up": st.tuples(st.sampled_from((None, "第1回")), within(few)).map(lambda d: (d[0], d[1][1], d[1][0])),
    "meeting.lead": args(few, "第1回", TODAY),
    "meeting.mentors": args(few),
    "meeting.moved": args(labels, maybe, maybe, "点"),
    "meeting.moved_together": args(labels, st.lists(st.tuples(points, points), max_size=3), "点"),
    "meeting.first_of": args(few, few),
    "meeting.offers": args(few),
    "meeting.own_item": args(st.lists(names, unique=True, min_size=2, max_size=8)),
    "meeting.participants": within(some).map(lambda d: (d[1], d[0])),
    "meeting.proposal": args(names, few),
    "meeting.shared": args(few, few),
    "meeting.steps": st.dictionaries(st.sampled_from(tuple(STEP_LABELS.values())), scored).map(lambda known: (known, dict.fromkeys(known, 100.0))),
    "meeting.strength": args(labels, points, st.one_of(st.none(), moves), some),
    "mentors.finding": args(mentor_rows, names),
    "method.lead": st.tuples(within(few), st.booleans(), st.booleans()).map(
        lambda d: ("みほん県", "令和7年度（2025）", SimpleNamespace(questions=range(24), steps=range(4)), *d[0], *d[1:])),
    "method.lead_without_answers": args(SimpleNamespace(questions=range(24))),
    "neighbours.chosen": args(few, 3, st.booleans()),
    "neighbours.differing": args(places, "STEP・観点"),
    "neighbours.finding": args(names, places, "STEP"),
    "neighbours.heat_map": within(some).map(lambda d: (NAMES[0], d[1], d[0])),
    "neighbours.instead": args(names, st.integers(0, 2), "圏域"),
    "neighbours.lead": args(names, places, "隣接", few, few),
    "neighbours.nobody": args(names),
    "neighbours.side_by_side": args(places, some, few),
    "neighbours.why_peers": args(shown_peers),
    "notes.counted": args(frame(x=few)),
    "overview.answered": within(some),
    "overview.categories": args(each(("市", "町", "村"), median=points).map(lambda rows: rows.rename(columns={"label": "category"}))),
    "overview.completeness": args(frame(state=st.sampled_from(("回答済", "一部未回答", "未回答", "STEP得点表だけ")))),
    "overview.counted": args(verdict_counts),
    "overview.heat": args(frame(code=names, item=labels, share=maybe)),
    "overview.lead": st.tuples(verdict_counts, st.booleans(), medians).map(
        lambda d: (max(1, d[0]["n"].sum()), d[0]["n"].iloc[:4].sum(), d[0] if d[1] else None, d[2])),
    "overview.medians_of": args(few, st.sampled_from((None, 9))),
    "overview.movement": args(change),
    "overview.movers_shown": within(some).map(lambda d: (*d, "令和6年度（2024）")),
    "overview.no_round": args(some),
    "overview.place_of": st.tuples(within(some), few).map(lambda d: ("総合（現状）", *d[0], d[1])),
    "overview.quiet": args(each(NAMES, last=st.one_of(st.none(), days.map(Timestamp))).map(lambda rows: rows.assign(name=rows["label"]))),
    "overview.silent": args(st.lists(names, max_size=3)),
    "overview.totals": args(sums),
    "overview.weakest": args(medians),
    "paper.answered": within(st.integers(1, 1000)),
    "paper.batch": args(few, "PDF（A4横1枚）"),
    "paper.kpis": args(kpis),
    "paper.medians": args(st.lists(some, max_size=3)),
    "paper.mentors": args(mentor_rows),
    "paper.more": args(few),
    "paper.noted": args(some),
    "paper.peers": args("adjacent", st.lists(names, max_size=5)),
    "paper.years": args(frame(year=st.sampled_from(("2023", "2025")))),
    "priority.coverage": verdict_table.map(lambda table: (table, table[table["verdict"] == "高"].head(1), TODAY)),
    "priority.decided": args(each(NAMES, decision=st.sampled_from(("支援する", "見送る", "検討中", None)))),
    "priority.lead": args(verdict_table, STEPS),
    "priority.saved": args(some, some),
    "priority.sensitivity": args(flips),
    "priority.strip": args(verdict_table, LIMITS, STEP_LABELS),
    "priority.weakest": args(verdict_table, STEPS),
    "priority.where_from": args(LIMITS, st.sampled_from((LIMITS, {"step0": Limits(10, 10)})), st.booleans()),
    "progress.breaks": args(change.map(lambda rows: rows.assign(item=rows["label"])), {}, 0.7),
    "progress.effect": args(effects),
    "progress.kpis": args(kpis),
    "progress.lead": args(change, "令和6年度（2024）", "令和7年度（2025）"),
    "progress.lines": args(names),
    "progress.moved": args(change, NAMES[0], "overall", "as_is", "令和6年度（2024）"),
    "progress.series": args(frame(line=names, value=points), NAMES[0], "総合（現状）", st.sampled_from(((), ("2025",)))),
    "progress.slopes": args(change, NAMES[0], st.sampled_from(NAMES)),
    "progress.totals": args(frame(round=st.sampled_from(("2024", "2025")), median=maybe, n=some).map(lambda rows: rows.assign(measure="overall", item="as_is")), {}),
    "robustness.counted": args(holds, "結果の安定性", "件"),
    "robustness.lines": args(holds, {"a": "推進体制"}),
    "shared_issues.decided": args(some, st.sampled_from((None, "検針の見直し"))),
    "shared_issues.fitting": args(few),
    "shared_issues.joint_reason": args(judged_issues, dict(zip(NAMES, NAMES, strict=True))),
    "shared_issues.lead": args(st.one_of(clusters, st.just(DataFrame())), some, some, st.sampled_from(("all", "chosen", "only"))),
    "shared_issues.of_offer": args(few, some),
    "shared_issues.own_lead": st.tuples(within(few), few).map(lambda d: (d[0][1], d[0][0], d[1])),
    "shared_issues.visitor_lead": args(few),
    "visits.corner": args(visits),
    "visits.lead": args(visits),
    "visits.log": args(frame(x=few)),
    "visits.plan": args(frame(is_late=st.booleans())),
    "visits.promises": args(frame(status=st.sampled_from(PROMISED), late=st.sampled_from(("", "期限切れ")))),
    "visits.questions": args(frame(code=names)),
    "worked.against": args(maybe, StepLimits(attention_below=15, support_below=15)),
}  # fmt: skip
"""Name of the function → its arguments."""
