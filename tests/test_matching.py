"""Who offers what an issue asks for: both ways, in 五十音 order, nobody recommended."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pandas import DataFrame

from analytics.config import Config
from analytics.matching import matches, of_clusters, partners
from analytics.scope import Role, Scope, Viewer
from analytics.shared_issues import shared_issues
from tests.conftest import World
from tests.reference_texts import cosine, weighted_by

NOW = Scope(round="2025")
THRESHOLD = Config().partners.threshold
METER = "水道メーターの検針員が足りない"
MONKEY = "サルが畑を荒らす"


def put(world: World, *issues: tuple[str, str, str], round: str = "2025") -> None:
    """Issues as (code, no, text)."""
    world.put("issues", [{"round": round, "code": code, "no": no, "class_b": text} for code, no, text in issues])


def offer(world: World, *offers: tuple[str, str, str], **more: Any) -> None:
    """Offers as (provider, title, description)."""
    world.put("partners", [{"provider": p, "title": t, "description": d, **more} for p, t, d in offers])


def matched(world: World, scope: Scope = NOW, threshold: float = THRESHOLD) -> DataFrame:
    with world.reading(scope) as con:
        return matches(con, scope, threshold)


def offered(world: World, scope: Scope = NOW) -> DataFrame:
    with world.reading(scope) as con:
        return partners(con, scope)


def test_an_issue_meets_the_offers_that_speak_of_it_with_the_words_in_common(world: World) -> None:
    put(world, ("98201", "1", METER), ("98201", "2", MONKEY))
    offer(world, ("あお水道", "自動検針", "水道メーターを遠隔で検針"), ("いろは音楽", "演奏会", "弦楽四重奏"))
    found = matched(world)
    assert found[["code", "no", "provider", "title", "words"]].values.tolist() == [
        ["98201", "1", "あお水道", "自動検針", "水道メーター・検針"]
    ]


def test_an_offer_meets_the_issues_of_all_municipalities(world: World) -> None:
    put(world, ("98202", "1", METER), ("98201", "1", METER), ("98203", "1", MONKEY))
    offer(world, ("あお水道", "自動検針", "水道メーターを検針"))
    found = matched(world)
    assert list(found.loc[found["provider"] == "あお水道", "code"]) == ["98201", "98202"]


def test_offers_stand_in_the_order_of_the_syllabary_and_not_of_their_fit(world: World) -> None:
    put(world, ("98201", "1", METER))
    offer(world, ("さくら", "検針", METER), ("ケヤキ", "検針", f"{METER}町"), ("株式会社あおば", "検針", f"{METER}県市区村"))
    found = matched(world)
    assert list(found["provider"]) == ["株式会社あおば", "ケヤキ", "さくら"] and not found["score"].is_monotonic_decreasing


@pytest.mark.parametrize(
    "form", ["株式会社", "（株）", "㈱", "一般社団法人", "公益財団法人", "特定非営利活動法人 ", "NPO法人", "国立大学法人"]
)
def test_a_legal_form_before_a_name_does_not_count(world: World, form: str) -> None:
    offer(world, ("かえで", "", ""), (f"{form}あおば", "", ""), ("いちょう", "", ""))
    assert list(offered(world)["provider"]) == [f"{form}あおば", "いちょう", "かえで"]


def test_hiragana_and_katakana_are_one_syllabary(world: World) -> None:
    offer(world, ("ウメ", "", ""), ("いちご", "", ""), ("がま", "", ""), ("カエデ", "", ""), ("えのき", "", ""))
    assert list(offered(world)["provider"]) == ["いちご", "ウメ", "えのき", "カエデ", "がま"]


def test_names_in_kanji_come_after_kana_in_the_order_of_the_japanese_standard(world: World) -> None:
    offer(world, *((name, "", "") for name in ("東京水道", "わかば", "青葉大学", "株式会社亜細亜", "あおば", "佐藤電機")))
    assert list(offered(world)["provider"]) == ["あおば", "わかば", "株式会社亜細亜", "佐藤電機", "青葉大学", "東京水道"]


def test_asking_twice_gives_the_same_and_a_new_offer_is_seen_at_once(world: World) -> None:
    put(world, ("98201", "1", METER))
    offer(world, ("あお水道", "自動検針", METER))
    before = matched(world)
    assert matched(world).equals(before) and len(before) == 1
    offer(world, ("いろは水道", "自動検針", METER))
    assert len(matched(world)) == 2 and matched(world, threshold=1.1).empty


def test_a_municipality_matches_its_own_issues_and_a_visitor_sees_offers_alone(world: World) -> None:
    put(world, ("98201", "1", METER), ("98202", "1", METER))
    offer(world, ("あお水道", "自動検針", METER))
    assert list(matched(world, Scope(Viewer(Role.MUNICIPALITY, "98202"), "2025"))["code"]) == ["98202"]
    visitor = Scope(Viewer(Role.VIEWER), "2025")
    assert matched(world, visitor).empty and len(offered(world, visitor)) == 1


def test_asking_for_one_municipality_leaves_its_scores_as_they_are(world: World) -> None:
    put(world, ("98201", "1", METER), ("98202", "1", MONKEY), ("98203", "1", "紙の決裁"))
    offer(world, ("あお水道", "自動検針", METER))
    assert list(matched(world, NOW.of("98201"))["score"]) == list(matched(world).query("code == '98201'")["score"])


@pytest.mark.parametrize("others", [METER, MONKEY, "紙の決裁"])
def test_what_a_municipality_is_told_is_what_the_prefecture_is_told_of_it(world: World, others: str) -> None:
    put(world, ("98201", "1", f"{METER}町"), ("98201", "2", f"{MONKEY}村"), *(("98202", str(no), f"{others}{no}") for no in range(1, 40)))
    offer(world, ("あお水道", "自動検針", "水道の検針員を紹介"), ("いわな", "畑を守る", "畑を荒らす動物の追い払い"))
    own = matched(world, Scope(Viewer(Role.MUNICIPALITY, "98201"), "2025"), 0.01)
    assert len(own) >= 2 and own.equals(matched(world, threshold=0.01).query("code == '98201'").reset_index(drop=True))


@pytest.mark.parametrize("missing", ["issues", "partners"])
def test_without_issues_or_offers_nothing_matches(world: World, missing: str) -> None:
    put(world, ("98201", "1", METER))
    offer(world, ("あお水道", "自動検針", METER))
    world.forget(missing)
    assert matched(world).empty


def test_the_offers_of_a_shared_issue_are_those_of_its_members(world: World) -> None:
    put(world, ("98201", "1", METER), ("98202", "5", f"{METER}（山間部）"), ("98203", "1", MONKEY))
    offer(world, ("さくら", "見守り", "山間部の見守り"), ("あお水道", "検針", METER), ("いわな", "追い払い", MONKEY))
    with world.reading(NOW) as con:
        shared, offers = shared_issues(con, NOW, 0.1), partners(con, NOW)
        found = of_clusters(shared, matches(con, NOW, 0.1), offers)
    assert found[["cluster", "provider", "n_issues"]].values.tolist() == [[1, "あお水道", 2], [1, "さくら", 1]]


@pytest.mark.parametrize("seed", range(4))
def test_scores_agree_with_plain_python(world: World, seed: int) -> None:
    random = Random(seed)
    texts = ["".join(random.choices("水道検針鳥獣害防災", k=random.randint(3, 9))) for _ in range(12)]
    put(world, *((str(98201 + place), "1", text) for place, text in enumerate(texts[:7])))
    offer(world, *((f"提供者{place}", text, "") for place, text in enumerate(texts[7:])))
    rows = weighted_by(texts, texts[7:])
    wanted = {
        (str(98201 + i), f"提供者{j}"): score for i in range(7) for j in range(5) if (score := cosine(rows[i], rows[7 + j])) >= THRESHOLD
    }
    found = matched(world)
    pairs = zip(found["code"], found["provider"], strict=True)
    assert wanted and dict(zip(pairs, found["score"], strict=True)) == {
        pair: pytest.approx(score, abs=1e-9) for pair, score in wanted.items()
    }


@pytest.mark.parametrize("count", [3, 6, 20])
def test_what_the_threshold_was_chosen_on_is_found(world: World, count: int) -> None:
    """How many of the pairs told are right, and how many of the right ones are told, among some of the offers and all of the issues."""
    issues, offers = tuning("tuning_issues.csv"), Random(7).sample(tuning("tuning_offers.csv"), count)
    world.put("issues", [{"round": "2025", "code": "98201", "no": str(no), **words(row)} for no, row in enumerate(issues)])
    world.put("partners", [words(row) for row in offers])
    found = {(int(no), title) for no, title in matched(world)[["no", "title"]].itertuples(index=False)}
    right = {(no, offer["title"]) for no, row in enumerate(issues) for offer in offers if row["label"] == offer["label"]}
    assert 2 * len(found & right) / (len(found) + len(right)) >= 0.8


def tuning(file: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / file).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def words(row: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in row.items() if name != "label"}
