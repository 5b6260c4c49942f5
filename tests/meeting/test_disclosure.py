"""Does nothing leave the table's room? Names and figures of those who are not there, and of those who did not agree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from analytics import registry
from analytics.meeting import consent, document, minutes
from analytics.meeting.consent import ELSEWHERE, NotInvited, Table
from analytics.meeting.slides import Snapshot
from analytics.scope import Scope
from tests.conftest import World
from tests.meeting import circle
from tests.meeting.circle import CANARY, CIRCLE, HANARE, KAWABE, MINATO, MORINO, SATONO, UMINO, YAMANO, a_prefecture, held, seated, shown

AWAY = ("うみの村", "もりの村", "はなれ村")
AT_TABLE = ("みなと市", "かわべ市", "やまの町", "さとの町")


@pytest.fixture
def prefecture(world: World) -> World:
    return a_prefecture(world)


def numbers(told: object) -> Iterator[float]:
    """All figures in a document, those within its sentences as well."""
    if isinstance(told, dict):
        for value in told.values():
            yield from numbers(value)
    elif isinstance(told, list):
        for value in told:
            yield from numbers(value)
    elif isinstance(told, str):
        yield from (float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\.?\d*", told))
    elif isinstance(told, (int, float)):
        yield float(told)


def figures_of_nobody_else(world: World, *codes: str) -> set[float]:
    """Figures with a fraction that these municipalities alone have, as they would be written."""
    mine: set[float] = set()
    others: set[float] = set()
    for name in ("gap", "steps"):
        frame = registry.compute(world.store, world.config, world.model, name, Scope(round="2025"))
        for column in ("as_is", "score"):
            if column in frame:
                mine |= {round(float(x), 1) for x in frame[column][frame["code"].isin(codes)].dropna()}
                others |= {round(float(x), 1) for x in frame[column][~frame["code"].isin(codes)].dropna()}
    return {x for x in mine - others if x != round(x)}


def in_words(snapshot: Snapshot) -> str:
    return snapshot.model_dump_json()


def test_who_is_not_at_the_table_is_nowhere_in_what_is_shown(prefecture: World) -> None:
    said = in_words(shown(prefecture))
    assert not [name for name in AWAY if name in said] and CANARY not in said
    assert not [code for code in (UMINO, MORINO, HANARE, *CIRCLE) if code in said]
    assert "みなと市" in said and ELSEWHERE in said  # うみの村, which みなと市 would ask


def test_figures_of_those_who_are_not_there_are_not_in_the_document(prefecture: World) -> None:
    away = figures_of_nobody_else(prefecture, UMINO, MORINO, HANARE)
    told = {round(number, 1) for number in numbers(json.loads(in_words(shown(prefecture))))}
    assert figures_of_nobody_else(prefecture, MINATO, KAWABE, YAMANO) & told
    assert away and not away & told


def test_who_has_not_agreed_sits_at_the_table_without_a_figure_and_without_a_word(prefecture: World) -> None:
    snapshot = shown(prefecture)
    assert "さとの町" in snapshot.participants
    assert all(
        "さとの町" not in known for known in {item: f for item, f in snapshot.figures.items() if not item.startswith("indicator")}.values()
    )
    assert {row["shown"] for row in snapshot.slide("steps").drawn if row["name"] == "さとの町"} == {"開示の同意なし"}
    assert not any("さとの町" in " ".join(cell) for key in ("mentors", "shared") for cell in snapshot.slide(key).cells)


def test_a_consent_withdrawn_hides_again_in_the_next_meeting_and_leaves_the_last_one_as_it_was(prefecture: World) -> None:
    before = held(prefecture)
    prefecture.forget("consents")
    assert shown(prefecture).figures == {} and before.snapshot.figures


@pytest.mark.parametrize("level", ["匿名", "集計のみ"])
def test_by_name_only_those_are_shown_who_agreed_to_be_named(world: World, level: str) -> None:
    circle.fill_golden(world)
    consent_of_all(world, level)
    assert seated(world).surveyed == ()


def test_without_names_those_who_agreed_to_it_are_shown_and_those_who_agreed_to_sums_are_not(world: World) -> None:
    circle.fill_golden(world)
    circle.consent(world, "匿名", MINATO, KAWABE)
    circle.consent(world, "集計のみ", YAMANO)
    assert set(seated(world, unnamed=True).surveyed) == {MINATO, KAWABE}


def consent_of_all(world: World, level: str) -> None:
    circle.consent(world, level, *CIRCLE)


def test_an_anonymous_meeting_names_nobody_and_says_nothing_that_gives_a_name_away(prefecture: World) -> None:
    snapshot = shown(prefecture, unnamed=True, name="みなと市とその隣接団体", own=["かわべ市の報告"])
    said = in_words(snapshot)
    assert not [name for name in (*AWAY, *AT_TABLE) if name in said] and CANARY not in said
    assert sorted(snapshot.participants) == ["団体A", "団体B", "団体C", "団体D"]
    assert "推測される可能性があります" in snapshot.warning
    population = {140000.0, 32000.0, 11000.0}
    assert not population & set(numbers(json.loads(said)))
    answers = [answer for slide in snapshot.slides if slide.kind == "voices" for _, answer in slide.cells]
    assert answers and all(answer.startswith("この場で伺います") for answer in answers)


def test_without_names_short_forms_are_veiled_as_well_and_words_that_begin_like_one_are_not(prefecture: World) -> None:
    table = seated(prefecture, unnamed=True).table
    assert table.veiled("みなとに聞き、うみのと比べる") == f"{table.names[MINATO]}に聞き、{ELSEWHERE}と比べる"
    assert table.veiled("みなと県とみなと銀行") == "みなと県とみなと銀行"  # the letter would tell whose name the prefecture bears
    assert re.fullmatch("団体[A-D]の報告", shown(prefecture, unnamed=True, own=["かわべの報告"]).slide("own:1").title)
    assert seated(prefecture).table.veiled("うみのに聞く") == "うみのに聞く"  # by name, a word of everyday use stays


def test_an_item_of_ones_own_gives_everybody_a_say(prefecture: World) -> None:
    told = shown(prefecture, own=["次年度の研修"]).slide("own:1").lines
    assert "みなと市、かわべ市、やまの町、さとの町" in told[0] and "決定事項" in told[1]


@pytest.mark.parametrize(("name", "short"), [("朝凪市", "朝凪"), ("三つ橋市", "三つ橋"), ("津市", ""), ("市", ""), ("北", "")])
def test_a_name_is_said_short_unless_one_letter_would_be_left(name: str, short: str) -> None:
    assert consent.short_of(name) == short


def test_six_without_names_need_no_warning(world: World) -> None:
    circle.fill_golden(world)
    codes = (MINATO, KAWABE, YAMANO, SATONO, UMINO, MORINO)
    circle.consent(world, "匿名", *codes)
    assert shown(world, *codes, unnamed=True).warning == ""
    world.forget("consents")
    circle.consent(world, "匿名", *codes[:5])  # six sit there, of five of them anything is shown
    assert shown(world, *codes, unnamed=True).warning


def test_the_order_without_names_does_not_follow_the_codes(world: World) -> None:
    circle.fill_golden(world)
    orders = {seated(world, *CIRCLE, UMINO, MORINO, unnamed=True).table.codes for _ in range(20)}
    assert len(orders) > 1


def test_the_papers_of_a_meeting_hold_no_more_than_its_slides(prefecture: World) -> None:
    made = minutes.minutes(prefecture.store, held(prefecture, unnamed=True).number)
    text = minutes.markdown(made).decode()
    word = "".join(words_of(document.document(made)))
    for paper in (text, word):
        assert not [name for name in (*AWAY, *AT_TABLE) if name in paper] and CANARY not in paper
        assert "団体A" in paper


def words_of(word: bytes) -> Iterator[str]:
    from io import BytesIO
    from zipfile import ZipFile

    with ZipFile(BytesIO(word)) as parts:
        yield from (parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))


def test_a_name_within_a_longer_name_at_the_table_is_left_alone() -> None:
    table = Table(("1",), {"1": "大津市"}, {}, False, {"1": "大津市", "2": "津市"})
    assert table.veiled("大津市と津市と会津市場") == f"大津市と{ELSEWHERE}と会津市場"


def test_names_are_veiled_wherever_they_stand() -> None:
    table = Table(("1",), {"1": "団体A"}, {}, True, {"1": "甲町", "2": "乙村"})
    assert table.veiled({"a": ["甲町", ("乙村", 1)], "b": None}) == {"a": ["団体A", [ELSEWHERE, 1]], "b": None}


@pytest.mark.parametrize("codes", [(MINATO,), tuple(f"9{n}" for n in range(9))])
def test_a_meeting_is_of_two_to_eight(prefecture: World, codes: tuple[str, ...]) -> None:
    with pytest.raises(NotInvited, match="2～8団体"), prefecture.reading() as con:
        consent.table(con, Scope(), codes, False)


def test_who_is_not_on_the_list_of_municipalities_is_not_invited(prefecture: World) -> None:
    with pytest.raises(NotInvited, match="団体コード 00000 は市町村マスタにありません"):
        seated(prefecture, MINATO, "00000")
