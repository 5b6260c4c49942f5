"""Means, gaps and shares of the diagnosis: computed from what is published, and true to what they are drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import Any

import numpy as np
import pytest
from pandas import DataFrame, concat
from scipy import stats

from analytics.literacy import literacy, literacy_gap, literacy_share, response, staff, welch
from analytics.publication import publish
from analytics.scope import Role, Scope, Viewer
from tests.conftest import World

NOW = Scope(round="2025")
Scores = np.ndarray[Any, Any]


def rows(code: str, people: Mapping[str, list[list[float]]], instrument: str = "診断", batch: int = 1, **more: Any) -> list[dict[str, Any]]:
    """Respondents by position, each with the scores of all items."""
    return [
        {"round": "2025", "code": code, "instrument": instrument, "respondent": f"{position}{number}", "position": position, "batch": batch}
        | {f"score{place}": score for place, score in enumerate(scores, 1)}
        | more
        for position, answers in people.items()
        for number, scores in enumerate(answers)
    ]


def store(world: World, answered: list[dict[str, Any]], *items: str, instrument: str = "診断") -> None:
    world.put("literacy_entry", [row | {"holds": True} for row in answered])
    world.put("literacy_item", [{"instrument": instrument, "item": item, "position": place} for place, item in enumerate(items, 1)])
    with world.store.writing() as con:
        publish(con, world.config.literacy, world.config.privacy)


def read(world: World, table: Any, scope: Scope = NOW) -> DataFrame:
    with world.reading(scope) as con:
        found: DataFrame = table(con, scope)
        return found


def drawn(rng: np.random.Generator, n: int, mean: float, sd: float) -> list[list[float]]:
    return [[float(score)] for score in rng.normal(mean, sd, n)]


def test_counts_are_rounded_to_five_and_means_to_one_digit(world: World) -> None:
    world.municipalities("98201")
    scores = [40.0, 50, 60, 70, 80, 90, 45, 55, 65, 75, 85, 31]
    store(world, rows("98201", {"主事": [[score] for score in scores]}), "総合")
    found = read(world, literacy).iloc[0]
    assert (found.n, found["mean"], found["sd"]) == (10, round(fmean(scores), 1), round(stdev(scores), 1))


def test_a_hidden_group_is_there_without_figures(world: World) -> None:
    world.municipalities("98201")
    store(world, rows("98201", {"課長": [[50.0 + 9 * n] for n in range(4)], "主事": [[20.0 + 2 * n] for n in range(30)]}), "総合")
    found = read(world, literacy).set_index("position_group")
    assert list(found["hidden"][["", "管理職", "一般職員"]]) == [False, True, True]
    assert found.loc["管理職", ["n", "mean", "sd", "band1"]].isna().all()


def test_bands_are_shares_of_the_fifths_from_twenty_people(world: World) -> None:
    world.municipalities("98201", "98202")
    scores = [10.0] * 5 + [30.0] * 5 + [50.0] * 5 + [70.0] * 5 + [100.0] * 5
    store(world, rows("98201", {"主事": [[s] for s in scores]}) + rows("98202", {"主事": [[s] for s in scores[:19]]}), "総合")
    found = read(world, literacy).query("position_group == ''").set_index("code")[[f"band{band}" for band in range(1, 6)]]
    assert found.loc["98201"].to_list() == [20] * 5 and found.loc["98202"].isna().all()


def test_the_columns_are_those_that_others_rely_on(world: World) -> None:
    promised = {
        literacy: "code, round, instrument, department, position_group, category, n, mean, sd, hidden",
        literacy_gap: "code, round, instrument, category, n_manager, n_staff, mean_manager, mean_staff, diff, ci_low, ci_high, hedges_g",
        literacy_share: "code, round, instrument, position_group, item, n, agreeing",
    }
    for table, columns in promised.items():
        assert list(read(world, table).columns)[: columns.count(",") + 1] == columns.split(", ")


def test_the_share_of_agreeing_answers_is_that_of_the_top_two(world: World) -> None:
    world.municipalities("98201")
    answers = [[5.0]] * 5 + [[4.0]] * 5 + [[3.0]] * 5 + [[1.0]] * 5
    store(world, rows("98201", {"主事": answers}, "職員アンケート"), "負担が大きい", instrument="職員アンケート")
    found = read(world, literacy_share).query("position_group == ''").iloc[0]
    assert (found["item"], found.n, found.agreeing) == ("負担が大きい", 20, 50)


def test_a_diagnosis_has_no_share_of_agreeing_answers(world: World) -> None:
    world.municipalities("98201")
    store(world, rows("98201", {"主事": [[20.0 + n] for n in range(40)]}), "総合")
    assert read(world, literacy_share).empty


def test_the_response_rate_comes_from_the_rounded_count(world: World) -> None:
    world.municipalities("98201", staff=50)
    store(world, rows("98201", {"主事": [[20.0 + n] for n in range(42)]}), "総合")
    assert response(read(world, literacy), read(world, staff))["rate"].to_list() == [0.8]


def test_the_response_rate_is_that_of_the_category_that_most_answered_and_only_where_staff_is_known(world: World) -> None:
    world.municipalities("98201", staff=49)
    world.municipalities("98202", block="中央")
    store(
        world,
        rows("98201", {"主事": [[20.0 + n, 30.0 + n] for n in range(42)]}) + rows("98202", {"主事": [[20.0 + n, 1] for n in range(40)]}),
        "Why",
        "総合",
    )
    with world.store.writing() as con:
        con.execute("update store.literacy_entry set score1 = null where respondent < '主事3'")
        publish(con, world.config.literacy, world.config.privacy)
    found = response(read(world, literacy), read(world, staff))
    assert found[["code", "n", "staff", "rate"]].to_numpy().tolist() == [["98201", 40, 49, 0.816]]


def test_a_municipality_sees_itself_and_the_pools_and_a_viewer_the_pools(world: World) -> None:
    world.municipalities("98201", "98202", "98203", block="中央")
    world.put("groups", [{"group": "二町", "code": code} for code in ("98201", "98202")])
    people = {"主事": [[20.0 + n] for n in range(40)]}
    store(world, [row for code in ("98201", "98202", "98203") for row in rows(code, people)], "総合")
    own = read(world, literacy, Scope(Viewer(Role.MUNICIPALITY, "98201"), "2025"))
    assert set(own["code"]) == {"98201", "中央"}
    assert set(read(world, literacy, Scope(Viewer(Role.VIEWER), "2025"))["code"]) == {"中央"}
    assert set(read(world, literacy)["code"]) == {"98201", "98202", "98203", "中央", "二町"}


def test_who_asks_for_one_municipality_gets_its_pools_too(world: World) -> None:
    world.municipalities("98201", "98202", block="中央")
    people = {"主事": [[20.0 + n] for n in range(40)]}
    store(world, rows("98201", people) + rows("98202", people), "総合")
    assert set(read(world, literacy, NOW.of("98202"))["code"]) == {"98202", "中央"}


def slow_gap(managers: list[float], staff: list[float]) -> dict[str, float]:
    """Straight from the definitions."""
    n1, n2, s1, s2 = len(managers), len(staff), stdev(managers), stdev(staff)
    diff = fmean(managers) - fmean(staff)
    error = sqrt(s1**2 / n1 + s2**2 / n2)
    freedom = error**4 / ((s1**2 / n1) ** 2 / (n1 - 1) + (s2**2 / n2) ** 2 / (n2 - 1))
    pooled = sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2))
    half = float(stats.t.ppf(0.975, freedom)) * error
    return {"diff": diff, "ci_low": diff - half, "ci_high": diff + half, "hedges_g": diff / pooled * (1 - 3 / (4 * (n1 + n2 - 2) - 1))}


def test_the_gap_agrees_with_a_slow_computation(world: World) -> None:
    rng = np.random.default_rng(4)
    world.municipalities("98201")
    managers, staff = drawn(rng, 20, 62, 12), drawn(rng, 45, 55, 15)
    store(world, rows("98201", {"課長": managers, "主事": staff}), "総合")
    slow = slow_gap([s for (s,) in managers], [s for (s,) in staff])
    with world.store.writing() as con:
        publish(con, world.config.literacy, world.config.privacy)
        sums = con.execute("select position_group, n_1, s_1, q_1 from figure where position_group <> '' and kind = '市町村'").fetchall()
    n, mean, sd = ({group: values for group, *values in sums} and {g: f(x, s, q) for g, x, s, q in sums} for f in (
        lambda n, s, q: n, lambda n, s, q: s / n, lambda n, s, q: sqrt((q - s * s / n) / (n - 1))))  # fmt: skip
    pair = [[by_group[group]] for by_group in (n, mean, sd) for group in ("管理職", "一般職員")]
    fast = welch(*pair)
    assert {name: fast[name][0] for name in ("diff", "ci_low", "ci_high")} == pytest.approx(
        {k: slow[k] for k in ("diff", "ci_low", "ci_high")}, abs=1e-9
    )
    assert fast["hedges_g"][0] == round(slow["hedges_g"], 2)
    shown = read(world, literacy_gap).iloc[0]
    assert shown["diff"] == pytest.approx(slow["diff"], abs=0.1) and shown["ci_low"] == pytest.approx(slow["ci_low"], abs=0.15)


def test_the_welch_interval_is_scipys() -> None:
    rng = np.random.default_rng(5)
    managers, staff = rng.normal(60, 10, 12), rng.normal(55, 18, 70)
    found = welch([12], [70], [managers.mean()], [staff.mean()], [managers.std(ddof=1)], [staff.std(ddof=1)])
    interval = stats.ttest_ind(managers, staff, equal_var=False).confidence_interval(0.95)
    assert (found["ci_low"][0], found["ci_high"][0]) == pytest.approx((interval.low, interval.high), abs=1e-9)


PREFECTURES = 1000


@dataclass(frozen=True)
class Drawn:
    """One prefecture of its own: a true difference of managers and staff, and what the people of its two municipalities scored."""

    number: int
    gap: float
    managers: tuple[Scores, Scores]
    staff: tuple[Scores, Scores]

    @property
    def codes(self) -> tuple[str, str]:
        return f"{10_000 + 2 * self.number}", f"{10_001 + 2 * self.number}"

    def people(self) -> DataFrame:
        told = zip(self.codes * 2, ("課長", "課長", "主事", "主事"), (*self.managers, *self.staff), strict=True)
        return concat([DataFrame({"code": code, "position": position, "score1": scores}) for code, position, scores in told])


def drawn_prefecture(number: int) -> Drawn:
    """Level, difference, spreads and sizes differ from prefecture to prefecture, and nothing is drawn from another's numbers."""
    rng = np.random.default_rng([11, number])
    level, gap = rng.uniform(45, 60), rng.uniform(-10, 10)
    managers, staff = (
        tuple(rng.normal(middle, rng.uniform(8, 18), int(rng.integers(*sizes))) for _ in range(2))
        for middle, sizes in ((level + gap, (8, 40)), (level, (20, 80)))
    )
    return Drawn(number, gap, managers, staff)


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Drawn], DataFrame]]:
    """A thousand prefectures with a planted difference each, and the published gaps of their municipalities and blocks."""
    world = World(tmp_path_factory.mktemp("thousand"))
    prefectures = [drawn_prefecture(number) for number in range(PREFECTURES)]
    people = concat([one.people() for one in prefectures], ignore_index=True)
    people = people.assign(round="2025", instrument="診断", batch=1, holds=True, respondent=people.index.astype("str"))
    places = [(code, one.number) for one in prefectures for code in one.codes]
    master = [{"code": code, "name": code, "prefecture": f"第{number}県", "block": f"圏域{number}"} for code, number in places]
    world.put("municipalities", master)
    with world.store.writing() as con:
        con.register("people", people)
        con.execute("insert into store.literacy_entry by name from people")
    store(world, [], "総合")
    shown = read(world, literacy_gap).set_index("code")
    yield prefectures, shown
    world.store.close()


def covered(gaps: Any, shown: Mapping[str, Any] | DataFrame) -> float:
    return float(np.mean((np.asarray(shown["ci_low"]) <= gaps) & (np.asarray(shown["ci_high"]) >= gaps)))


def test_intervals_cover_the_truth_as_often_as_they_say(thousand: tuple[list[Drawn], DataFrame]) -> None:
    prefectures, shown = thousand
    pairs = [(one.managers[place], one.staff[place]) for one in prefectures for place in range(2)]
    gaps = np.repeat([one.gap for one in prefectures], 2)
    exact = welch(*([f(pair[at]) for pair in pairs] for f in (len, np.mean, lambda x: np.std(x, ddof=1)) for at in (0, 1)))
    assert 0.93 <= covered(gaps, exact) <= 0.97
    assert 0.93 <= covered(gaps[::2], {name: values[::2] for name, values in exact.items()}) <= 0.97  # one municipality each
    assert covered(gaps, shown.loc[[code for one in prefectures for code in one.codes]]) >= 0.90


def test_the_intervals_of_pools_cover_the_truth_too(thousand: tuple[list[Drawn], DataFrame]) -> None:
    prefectures, shown = thousand
    pools = shown.loc[[f"圏域{one.number}" for one in prefectures]]
    assert covered(np.array([one.gap for one in prefectures]), pools) >= 0.90


def test_a_planted_gap_is_found_again(thousand: tuple[list[Drawn], DataFrame]) -> None:
    """Where an interval lies on one side of 0, it is the side of the truth; large differences are nearly always told."""
    prefectures, shown = thousand
    gaps = np.repeat([one.gap for one in prefectures], 2)
    found = shown.loc[[code for one in prefectures for code in one.codes]]
    assert (found["diff"] - gaps).mean() == pytest.approx(0, abs=0.3)
    told = ((found["ci_low"] > 0) | (found["ci_high"] < 0)).to_numpy()
    assert (np.sign(found["diff"]) == np.sign(gaps))[told].mean() > 0.98 and told[np.abs(gaps) > 8].mean() > 0.6
