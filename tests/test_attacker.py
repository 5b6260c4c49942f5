"""Nobody is found out: what is published withstands an attacker, and would not if a rule were dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pandas import DataFrame

from analytics.disclosure import Numbers, Rules, Sums
from analytics.publication import publish
from analytics.scope import Scope
from tests.attacker import GROUPS, Attacker, Key
from tests.conftest import World
from tests.taking import PUBLISHED

CATEGORIES = ("Why", "総合")
Staff = dict[str, dict[str, tuple[int, int]]]
"""code → department → managers and staff."""

VILLAGE: Staff = {"98401": {"総務課": (4, 8), "住民課": (0, 14), "税務課": (0, 11), "福祉課": (0, 10), "産業課": (0, 9), "建設課": (0, 9), "教育課": (0, 7), "会計課": (0, 5), "議会": (0, 3)}}  # fmt: skip


class Loose(Rules):
    """What is hidden together need not blur, and a unit shows its position groups where one of them can be."""

    def splits(self, unit: Sums) -> Numbers:
        return self.stands_alone(unit).any(axis=-1)

    def blurs_columns(self, parts: Sums, closed: Numbers) -> Numbers:
        return np.ones((len(parts.n), parts.n.shape[-1]), dtype=bool)


class WithoutRule3(Loose):
    """Hidden parts of a total may be alone."""

    def blurs(self, parts: Sums, hidden: Numbers, shown: Numbers) -> Numbers:
        return np.ones(len(hidden), dtype=bool)


class FewerThanFive(WithoutRule3):
    """A group is hidden for its own sake alone, if it has fewer than 5."""

    def splits_department(self, department: Sums, of: Sums, state: Numbers) -> Numbers:
        return self.splits(department)


class WithoutRule2(Rules):
    """A department shows each position group that has 8."""

    def splits_department(self, department: Sums, of: Sums, state: Numbers) -> Numbers:
        return self.stands_alone(department).any(axis=-1)

    def blurs_columns(self, parts: Sums, closed: Numbers) -> Numbers:
        return np.ones((len(parts.n), parts.n.shape[-1]), dtype=bool)


def prefecture(seed: int) -> Staff:
    """Three to five municipalities of 2 to 120 people in departments of 2 to 30, one manager among three to ten."""
    rng = np.random.default_rng(seed)
    places: Staff = {}
    for number in range(int(rng.integers(3, 6))):
        departments = {}
        for place in range(int(rng.integers(2, 6))):
            people = int(rng.integers(2, 31) if number else rng.integers(1, 5))
            managers = int(rng.binomial(people, rng.uniform(0.1, 0.35)))
            departments[f"課{place}"] = (managers, people - managers)
        places[f"98{number + 1:03d}"] = departments
    return places


def people(staff: Staff, seed: int = 1, round: str = "2025", batch: int = 1) -> list[dict[str, Any]]:
    """One row per person; departments and position groups differ a little, people a lot."""
    rng = np.random.default_rng(seed)
    rows = []
    for code, departments in staff.items():
        for department, (managers, others) in departments.items():
            for position, number, shift in (("課長", managers, 2), ("主事", others, 0)):
                middle = 55 + shift + rng.normal(0, 3)
                for person in range(number):
                    scores = np.clip(rng.normal(middle, 15, len(CATEGORIES)), 0, 100).round()
                    rows.append(
                        {"round": round, "code": code, "instrument": "診断", "respondent": f"{department}{position}{person}"}
                        | {"department": department, "position": position, "batch": batch, "holds": True}
                        | {f"score{place}": float(score) for place, score in enumerate(scores, 1)}
                    )
    return rows


def fill(world: World, staff: Staff, seed: int = 1, groups: dict[str, list[str]] | None = None) -> None:
    world.forget("literacy_entry", "literacy_item", "literacy_unit", "literacy_published", "municipalities", "groups")
    world.municipalities(*staff, block="中央")
    world.put("groups", [{"group": name, "code": code} for name, codes in (groups or {}).items() for code in codes])
    world.put("literacy_item", [{"instrument": "診断", "item": item, "position": place} for place, item in enumerate(CATEGORIES, 1)])
    world.put("literacy_entry", people(staff, seed))


def published(world: World, rules: Rules | None = None) -> DataFrame:
    with world.store.writing() as con:
        publish(con, world.config.literacy, world.config.privacy, rules)
    with world.reading(Scope()) as con:
        return con.execute(f"from {PUBLISHED}").df()


def pools(world: World) -> dict[tuple[str, str], list[str]]:
    with world.reading(Scope()) as con:
        rows = con.execute("select kind, unit, members from literacy_unit where kind <> '市町村'").fetchall()
    return {(kind, unit): members for kind, unit, members in rows}


def small_groups(staff: Staff) -> set[Key]:
    """The groups of 1 to 7 people: what the rules are there for."""
    sizes: Counter[Key] = Counter()
    for code, departments in staff.items():
        for department, people in departments.items():
            for place in (("市町村", code, department), ("市町村", code, ""), ("圏域", "中央", "")):
                sizes[*place, ""] += sum(people)
                sizes.update({(*place, group): number for group, number in zip(GROUPS, people, strict=True)})
    return {key for key, people in sizes.items() if 0 < people < 8}


def found_out(world: World, staff: Staff, rules: Rules | None = None, **knowing: Any) -> list[str]:
    """What is found out: any hidden number of people, and the mean of any group of 1 to 7.

    A group of 8 or more that is hidden for the sake of a small one is nearly all of its shown total, so its mean is near that
    of the total whatever is hidden: it is no secret, its number of people is.
    """
    return Attacker(published(world, rules), pools(world), **knowing).attack(small_groups(staff))


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("attacked"))
    yield made
    made.store.close()


@pytest.mark.parametrize("seed", range(1, 21))
def test_in_a_random_prefecture_nobody_is_found_out(attacked: World, seed: int) -> None:
    staff = prefecture(seed)
    fill(attacked, staff, seed)
    assert found_out(attacked, staff) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_a_village_nobody_is_found_out(attacked: World, seed: int) -> None:
    fill(attacked, VILLAGE, seed)
    assert found_out(attacked, VILLAGE) == []


def test_hiding_groups_of_fewer_than_five_gives_them_away(attacked: World) -> None:
    fill(attacked, VILLAGE)
    weak = FewerThanFive(min_group=5)
    assert found_out(attacked, VILLAGE, weak, min_group=5, together=False, whole_departments=False)


def test_without_rule_2_the_managers_of_a_department_are_found_out(attacked: World) -> None:
    fill(attacked, VILLAGE)
    found = found_out(attacked, VILLAGE, WithoutRule2(), whole_departments=False)
    assert any("総務課" in line and "管理職" in line for line in found)


def test_without_rule_3_somebody_is_found_out(attacked: World) -> None:
    staff = prefecture(2)
    fill(attacked, staff, 2)
    assert found_out(attacked, staff, WithoutRule3(), together=False)


def test_a_group_in_which_all_answer_alike_would_be_found_out(attacked: World) -> None:
    fill(attacked, {"98201": {"総務課": (0, 20)}})
    with attacked.store.writing() as con:
        con.execute("update store.literacy_entry set score1 = 80")
    shown = published(attacked).set_index(["category", "department", "position_group"])["hidden"]
    assert shown["Why"].all() and shown["総合"].all()  # what one category hides, all hide
    assert any("だれもが" in line for line in Attacker(published(attacked, Rules(near=float("nan"))), pools(attacked)).attack(set()))


def with_a_whole(world: World) -> None:
    """Twenty people who all answer nearly alike in Why, and not at all in How; 総合 is the mean of the two."""
    fill(world, {"98201": {"総務課": (0, 20)}})
    world.forget("literacy_item")
    world.put("literacy_item", [{"instrument": "診断", "item": item, "position": at} for at, item in enumerate(("Why", "How", "総合"), 1)])
    with world.store.writing() as con:
        con.execute("update store.literacy_entry set score1 = 80 + (hash(respondent) % 2)")
        con.execute("update store.literacy_entry set score3 = (score1 + score2) / 2")


def test_a_category_hidden_alone_would_follow_from_the_mean_of_all(attacked: World) -> None:
    with_a_whole(attacked)
    everything = published(attacked, Rules(near=float("nan")))
    why = (everything["category"] == "Why") & (everything["kind"] == "市町村")
    alone = everything.assign(
        hidden=why, n=everything["n"].where(~why), mean=everything["mean"].where(~why), sd=everything["sd"].where(~why)
    )
    assert any("Why" in line for line in Attacker(alone, pools(attacked), whole_category="総合").attack())
    assert Attacker(published(attacked), pools(attacked), whole_category="総合").attack(set()) == []
    assert published(attacked)["hidden"].all()


def test_what_the_attacker_knows_is_true_of_the_people(attacked: World) -> None:
    """Else its failures would prove nothing: the true table has to be among those it thinks possible."""
    staff = prefecture(1)
    fill(attacked, staff, 1)
    attacker = Attacker(published(attacked), pools(attacked))
    for leaf, number in attacker.n.items():
        code, department, group = leaf
        true = sum(people[GROUPS.index(group)] for name, people in staff[code].items() if department in ("", name))
        attacker.know({number: 1}, low=true, high=true)
    assert attacker.solve({}) is not None
