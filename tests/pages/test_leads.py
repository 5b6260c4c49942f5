"""Is the first sentence of every page true? Worked out again from what the command line prints and the model's files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from statistics import fmean, median
from typing import Any

import pytest
import yaml

from tests.pages.opening import ROOT, lead, opened
from tests.pages.printed import Row, batches, on_record, table
from tests.pages.worded import verdict

YEARS = {"2025": "令和7年度（2025）", "2024": "令和6年度（2024）"}
"""The rounds as they stand in the address."""
TO_BE, PAPER, CASES = (
    yaml.safe_load((ROOT / "data" / "model" / f"{name}.yaml").read_text(encoding="utf-8")) for name in ("to_be", "questionnaire", "cases")
)
ASPECTS = {one["id"]: one["label"] for one in TO_BE["aspects"]}
FACTORS = {one["id"]: one["label"] for one in TO_BE["factors"]}
STEPS = {one["id"]: f"{one['id'].upper()} {one['content_label']}" for one in PAPER["steps"]}
EPSILON = 1e-9
Facts = Callable[..., list[Row]]


@pytest.fixture(scope="module")
def facts(beside: Path) -> Facts:
    """Rows of a table in a round, from a copy that no page has open."""
    return cache(lambda name, round=None, *options: table(beside, name, *(("--round", round) if round else ()), *options))


def names(facts: Facts) -> dict[str, str]:
    return {row["code"]: row["name"] for row in facts("municipalities")}


def by(rows: list[Row], key: str, value: str) -> dict[str, list[Any]]:
    """The known values of each key, in the order of the rows."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        if row[value] is not None:
            found.setdefault(row[key], []).append(row[value])
    return found


def weakest_step(facts: Facts, round: str) -> tuple[str, float, float, int]:
    """Label, median, maximum and how many are known, of the one step with the lowest median share; a tie fails here."""
    scores, highest = by(facts("steps", round), "step", "score"), by(facts("steps", round), "step", "max")
    shares = sorted((median(values) / highest[step][0], step) for step, values in scores.items())
    assert shares[0][0] < shares[1][0] - EPSILON
    step = shares[0][1]
    return STEPS[step], median(scores[step]), highest[step][0], len(scores[step])


def verdicts(facts: Facts, round: str) -> dict[str, int]:
    """How many 高・中・低, held back, and without any answer."""
    given = {row["code"]: verdict(row) for row in facts("priority", round)}
    said = [given.get(code, "未回答") for code in names(facts)]
    return {verdict: said.count(verdict) for verdict in ("高", "中", "低", "判定保留", "未回答") if verdict in said}


@pytest.mark.parametrize("round", YEARS)
def test_overview(served: Path, facts: Facts, round: str) -> None:
    said, (label, middle, highest, n) = verdicts(facts, round), weakest_step(facts, round)
    rest = "・".join(f"{verdict} {said[verdict]}団体" for verdict in ("判定保留", "未回答") if verdict in said)
    assert lead(opened("overview", round=YEARS[round])) == (
        f"{len(names(facts))}団体のうち{said['高']}団体が支援優先度「高」（ほかに{rest}）。"
        f"最も弱いのは {label}（中央値 {middle:.3g}/{highest:g}、{n}団体）。"
    )


@pytest.mark.parametrize("round", YEARS)
def test_priority(served: Path, facts: Facts, round: str) -> None:
    said, (label, middle, highest, n) = verdicts(facts, round), weakest_step(facts, round)
    rest = "、".join(f"「{verdict}」{count}団体" for verdict, count in said.items() if verdict != "高")
    assert lead(opened("priority", round=YEARS[round])) == (
        f"{len(names(facts))}団体のうち{said['高']}団体が支援優先度「高」です（{rest}）。"
        f"最も弱いのは {label}（中央値 {middle:.3g}/{highest:g}、{n}団体）。"
    )


@pytest.mark.parametrize("round", YEARS)
def test_progress(served: Path, facts: Facts, round: str) -> None:
    rows = [row for row in facts("change", round) if (row["measure"], row["item"]) == ("overall", "as_is")]
    moves = [row["change"] for row in rows]
    era = {"2024": "令和6年度（2024）", "2023": "令和5年度（2023）"}[str(rows[0]["round_from"])]
    assert lead(opened("progress", round=YEARS[round])) == (
        f"{era}から{YEARS[round]}までに、現状（総合）は、両方の回で分かる{len(moves)}団体のうち{sum(move > 0.05 for move in moves)}団体で上がり、"
        f"{sum(move < -0.05 for move in moves)}団体で下がりました（変化の中央値 {median(moves):+.1f}点）。"
    )


def test_progress_says_of_support_what_the_command_line_does(served: Path, facts: Facts) -> None:
    with_, without = facts("support_effect", "2025")
    said = " ".join(element.value for element in opened("progress", round=YEARS["2025"]).markdown)
    for figure in (with_["mean_change"], without["mean_change"], with_["diff"], with_["ci_low"], with_["ci_high"]):
        assert f"{figure:+.1f}".replace("-", "−") in said
    assert f"n={with_['n']}" in said and f"n={without['n']}" in said


def test_priority_and_overview_count_alike(facts: Facts) -> None:
    """In 2024 one form came back wholly blank."""
    assert verdicts(facts, "2025")["未回答"] == 2 and verdicts(facts, "2024")["未回答"] == 1


@pytest.mark.parametrize("round", YEARS)
def test_visits(served: Path, facts: Facts, round: str) -> None:
    today, called = date.today(), names(facts)
    last = by([row for row in facts("support_log") if row["date"][:10] <= str(today)], "code", "date")
    days = {code: (today - date.fromisoformat(max(given)[:10])).days for code, given in last.items() if code in called}
    quiet, never = sum(days.get(code, 90) >= 90 for code in called), len(called) - len(days)
    gaps = {row["code"]: row["gap"] for row in facts("overall", round) if row["gap"] is not None}
    top = [code for code in sorted(gaps) if gaps[code] > max(gaps.values()) - EPSILON]
    alone = sum(row["it_staff"] is not None and row["it_staff"] <= 1 for row in facts("municipalities"))
    promised = {row["code"] for row in facts("decisions") if row["status"] in ("未着手", "実施中")}
    assert lead(opened("visits", round=YEARS[round])) == (
        f"{len(called)}団体のうち、90日以上支援記録のない団体は{quiet}団体（うち{never}団体は一度も記録なし）です。"
        f"ギャップ（総合）が最も大きいのは{called[top[0]]}{f'など{len(top)}団体' if len(top) > 1 else ''}（{gaps[top[0]]:.1f}点、n={len(gaps)}）です。"
        f"情報担当の職員が1人以下の団体は{alone}団体、未了の約束がある団体は{f'{len(promised)}団体です' if promised else 'ありません'}。"
    )


@pytest.mark.parametrize("round", YEARS)
def test_prefecture(served: Path, beside: Path, facts: Facts, round: str) -> None:
    severities = by(facts("factors", round), "factor", "severity")
    means = {factor: fmean(severities[factor]) for factor in FACTORS}
    order = list(FACTORS)
    top = sorted(FACTORS, key=lambda factor: (-means[factor], order.index(factor)))[:3]
    outcomes = {one["id"]: set(one["outcomes"]) for one in TO_BE["factors"]}
    models = [one for one in TO_BE["reference_models"] if one["layer"] == 2 and any(outcomes[f] & set(one["outcomes"]) for f in top)]
    cases = [one for one in CASES if one["layer"] == 2 and set(one["factors"]) & set(top)]
    menus, programmes = on_record(beside, "support_menu"), on_record(beside, "programs")
    ahead = sum(row["deadline"][:1].isdigit() and row["deadline"][:10] >= str(date.today()) for row in programmes)
    assert menus and programmes
    assert lead(opened("prefecture", round=YEARS[round])) == (
        f"市町村の深刻度の平均が最も高い要因は「{FACTORS[top[0]]}」（{means[top[0]]:.1f}、n={len(severities[top[0]])}）。"
        f"上位3要因に応える県向けのモデル・事例は{min(3, len(models)) + min(3, len(cases))}件です。"
        f"枠のある支援メニューは{len(menus)}件（全{len(menus)}件）、締切がこれからの制度は{ahead}件です。"
    )


@pytest.mark.parametrize("code", ["99201", "99203", "99502"])
@pytest.mark.parametrize("round", YEARS)
def test_karte(served: Path, facts: Facts, round: str, code: str) -> None:
    known = [row for row in facts("gap", round) if row["code"] == code and row["gap"] is not None]
    reached = sum(row["gap"] <= 0 for row in known)
    largest = [row for row in known if row["gap"] >= max(row["gap"] for row in known) - EPSILON]
    order = list(ASPECTS)
    far = min(largest, key=lambda row: order.index(row["aspect"]))
    also = f"など{len(largest)}観点" if len(largest) > 1 else ""
    answered = sum(row["points"] is not None for row in facts("answers", round) if row["code"] == code)
    among = f"のうち{reached}観点で目標に届いています" if reached else "のどれも目標に届いていません"
    assert lead(opened("karte", round=YEARS[round], focus=code)) == (
        f"{names(facts)[code]}は、分かっている{len(known)}観点{among}。"
        f"最も遠いのは「{ASPECTS[far['aspect']]}」{also}（現状 {far['as_is']:.1f}、目標 {far['target']:g}）"
        f"（{len(PAPER['questions'])}問のうち{answered}問に回答）。"
    )


@pytest.mark.parametrize("round", YEARS)
def test_gap(served: Path, facts: Facts, round: str) -> None:
    rows = facts("gap", round)
    gaps = by(rows, "aspect", "gap")
    medians = {aspect: median(gaps[aspect]) for aspect in ASPECTS}
    largest = max(medians.values())
    weakest = [aspect for aspect in ASPECTS if medians[aspect] > largest - 0.05]
    named = "・".join(f"「{ASPECTS[aspect]}」" for aspect in weakest)
    known = [row for row in rows if row["gap"] is not None and (row["aspect"] == weakest[0] or len(weakest) > 1)]
    said = f"県の目標とのギャップが最も大きい観点は{named}（中央値{largest:.1f}点、n={len({row['code'] for row in known})}）です。"
    there = sum(row["as_is"] >= row["target"] - EPSILON for row in known)
    alone = f"この観点で目標に届いているのは{there}団体です。" if len(weakest) == 1 else ""
    assert lead(opened("gap", round=YEARS[round])) == said + alone


@pytest.mark.parametrize("code", ["99201", "99323"])
@pytest.mark.parametrize("round", YEARS)
def test_neighbours(served: Path, facts: Facts, round: str, code: str) -> None:
    label = {("step", step): words for step, words in STEPS.items()} | {("aspect", aspect): words for aspect, words in ASPECTS.items()}
    rows = [row for row in facts("benchmark", round, "--peers", "adjacent") if row["code"] == code and row["comparison"] == "adjacent"]
    peers = [row for row in facts("peers", round, "--peers", "adjacent") if row["code"] == code]
    assert len(peers) >= 3 and not any(row["other_prefecture"] for row in peers)
    told = [(label[row["measure"], row["item"]], row["place"]) for row in rows if (row["measure"], row["item"]) in label]
    parts = []
    for place, words in (("higher", "が近隣より高く"), ("lower", "が近隣より低い（伸びしろ）")):
        there = [name for name, where in told if where == place]
        shown = "".join(f"「{name}」" for name in there[:3]) + (f"など{len(there)}項目" if len(there) > 3 else "")
        parts += [shown + words] if there else []
    said = "、".join(parts)
    said = said if said.endswith("（伸びしろ）") else said.removesuffix("高く") + "高い"
    assert parts
    assert lead(opened("neighbours", round=YEARS[round], focus=code)) == (
        f"{names(facts)[code]}は、比較相手{len(peers)}団体（隣接）と比べて、{said}状況です。"
    )


@pytest.mark.parametrize("round", YEARS)
@pytest.mark.parametrize("indicator", ["CIOの任命", "オンライン申請率", "財政力指数"])
def test_indicators(served: Path, facts: Facts, round: str, indicator: str) -> None:
    rows = [row for row in facts("indicators") if row["indicator"] == indicator]
    year = max(row["year"] for row in rows)
    known = {row["code"]: row["value"] for row in rows if row["year"] == year and row["value"] is not None}
    unit, n, own = rows[0]["unit"] or "", len(names(facts)), known["99201"]
    missing = f"{n - len(known)}団体は値がありません。" if len(known) < n else ""
    head = f"{indicator}（{year}年）は、{n}団体のうち"
    if unit.startswith("実施=1"):
        done = list(known.values()).count(1)
        expected = f"{head}{done}団体が実施、{len(known) - done}団体が未実施です。{missing}みほん市は{'実施' if own else '未実施'}です。"
    else:
        low, middle, high, mine = (
            written(figure, unit) for figure in (min(known.values()), median(known.values()), max(known.values()), own)
        )
        after = "" if unit == "%" else unit
        spread = f"中央値は{middle}{after}、最小は{low}、最大は{high}です。"
        expected = f"{head}{len(known)}団体の値が分かっています。{spread}{missing}みほん市は{mine}{after}です。"
    assert lead(opened("indicators", round=YEARS[round], x=indicator)) == expected


def written(figure: float, unit: str) -> str:
    return f"{figure:,.1f}".removesuffix(".0") + "%" if unit == "%" else f"{figure:,.10g}"


@pytest.mark.parametrize("round", YEARS)
def test_cases(served: Path, facts: Facts, round: str) -> None:
    severities = by(facts("factors", round), "factor", "severity")
    medians = {factor: median(severities[factor]) for factor in FACTORS}
    highest = max(medians.values())
    heaviest = [factor for factor in FACTORS if medians[factor] >= highest - EPSILON]
    label, n = FACTORS[heaviest[0]], len(severities[heaviest[0]])
    answering = sum(heaviest[0] in case["factors"] for case in CASES)
    tied = "など" if len(heaviest) > 1 else ""
    assert lead(opened("cases", round=YEARS[round])) == (
        f"ギャップ要因のうち最も重いのは「{label}」{tied}（{n}団体の深刻度の中央値 {highest:.1f}）です。「{label}」に応える事例は{answering}件あります。"
    )


@pytest.mark.parametrize("round", YEARS)
def test_method(served: Path, facts: Facts, round: str) -> None:
    answering = {row["code"] for row in facts("answers", round)}
    assert lead(opened("method", round=YEARS[round])) == (
        f"みほん県の{YEARS[round]}は、{len(PAPER['questions'])}問・{len(STEPS)}つのSTEPの調査票に、"
        f"{len(names(facts))}団体のうち{len(answering)}団体が答えています。式ごとに、実際の数字での計算例を示します。"
    )


def test_import_invites(served: Path) -> None:
    said = "ファイルを選ぶと、種類・年度・列を見分けて、誤りと変わる値を表示します。「この内容で取り込む」を押すまで、何も書き込みません。"
    assert lead(opened("import")) == said


def test_history(served: Path, beside: Path) -> None:
    found = batches(beside)
    last = max(found, key=lambda batch: batch["batch"])
    back = sum(not batch["in_force"] for batch in found)
    assert lead(opened("history")) == (
        f"取込は{len(found)}件あります{f'（うち{back}件は取消済み）' if back else ''}。"
        f"最後は{last['taken_at'][:16].replace('T', ' ')}の「{last['file']}」（{last['kind_label']}、受付番号 {last['batch']}）です。"
    )


@pytest.mark.parametrize("round", YEARS)
def test_export(served: Path, facts: Facts, round: str) -> None:
    rows = len(facts("municipalities")) + sum(len(facts(name, round)) for name in ("steps", "gap", "overall"))
    summed = {(row["measure"], row["item"]) for row in facts("benchmark", round)}
    assert lead(opened("export", round=YEARS[round])) == (
        f"5表・{rows + len(summed)}行を、条件・出典を付けて出力します。調査年度は{YEARS[round]}です。"
    )
