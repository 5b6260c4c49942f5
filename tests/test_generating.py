"""The demonstration data and the synthetic files: the same for the same seed, of one piece, and believable."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from statistics import correlation, mean

import numpy as np
import pytest
from openpyxl import load_workbook

from analytics.boundaries import read_boundaries
from analytics.config import PUBLISHED_LIMITS
from analytics.errors import Unusable
from analytics.generating.country import synthetic_files
from analytics.generating.outline import Outline, outline, with_areas
from analytics.generating.places import ISLAND, NEWEST, SEED, YEARS, places
from analytics.generating.sample_files import sample_files
from analytics.generating.story import SILENT, Story, story
from analytics.intake.places import short_code
from analytics.intake.values import ERA_DATE, missing_reason
from analytics.model import load_model

MODEL = load_model(Path(__file__).parents[1] / "data" / "model")
TOWNS = places(SEED)


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> dict[str, Path]:
    return {path.name: path for path in sample_files(MODEL, tmp_path_factory.mktemp("sample"))}


@pytest.fixture(scope="module")
def told() -> Story:
    return story(SEED, MODEL, TOWNS)


@pytest.fixture(scope="module")
def borders() -> Outline:
    return outline(SEED, TOWNS)


def table(path: Path, encoding: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding), newline="")))


def share(told: Story, year: int, code: str, **wanted: str) -> float | None:
    """Reached points of the answered questions with this step or aspect, 0 to 1; None where fewer than half are known."""
    questions = [q for q in MODEL.questionnaire(str(year)).questions if all(getattr(q, name) == value for name, value in wanted.items())]
    known = [(q, cell) for q in questions if isinstance(cell := told.answers.get((year, code, q.id)), int)]
    possible = sum(q.max_points for q, _ in known)
    enough = 2 * possible >= sum(q.max_points for q in questions)
    return sum(q.choices[cell].points for q, cell in known) / possible if enough and known else None


def verdict(told: Story, year: int, code: str) -> str:
    scores = {step: share(told, year, code, step=step) for step in PUBLISHED_LIMITS}
    below = sum(s is not None and 30 * s < PUBLISHED_LIMITS[step].attention_below for step, s in scores.items())
    return "高" if below >= 2 else "判定保留" if None in scores.values() else "中" if below else "低"


def as_is(told: Story, year: int, code: str) -> dict[str, float]:
    values = {aspect.id: share(told, year, code, aspect=aspect.id) for aspect in MODEL.to_be.aspects}
    return {aspect: 100 * value for aspect, value in values.items() if value is not None}


# --- The files as such


def test_the_same_seed_writes_the_same_bytes(sample, tmp_path):
    again = sample_files(MODEL, tmp_path)
    assert [path.name for path in again] == list(sample)
    assert all(path.read_bytes() == sample[path.name].read_bytes() for path in again)


def test_another_seed_tells_another_story(told):
    assert story(SEED + 1, MODEL, TOWNS).answers != told.answers


def test_all_files_together_stay_small(sample):
    assert sum(path.stat().st_size for path in sample.values()) < 600_000


def test_the_shipped_files_are_those_that_the_generator_writes(sample):
    shipped = {path.name: path for path in (Path(__file__).parents[1] / "data" / "sample").iterdir()}
    assert shipped.keys() == sample.keys()
    csv_names = [name for name in sample if name.endswith(".csv")]
    assert all(shipped[name].read_bytes() == sample[name].read_bytes() for name in csv_names)


def test_every_municipality_has_its_own_code_in_the_fictional_prefecture():
    codes = [place.code for place in TOWNS]
    assert len(set(codes)) == 27 and all(code.startswith("99") for code in codes)
    assert Counter(place.category for place in TOWNS) == {"市": 8, "町": 13, "村": 6}


def test_the_six_digit_codes_carry_valid_check_digits(sample):
    sheet = load_workbook(sample["市町村一覧（令和7年4月1日現在）.xlsx"]).active
    codes = [row[0] for row in sheet.iter_rows(min_row=6, max_row=32, values_only=True)]
    assert [short_code(code).code for code in codes] == [place.code for place in TOWNS]


def test_the_area_in_the_list_is_the_area_on_the_map(sample, borders):
    sheet = load_workbook(sample["市町村一覧（令和7年4月1日現在）.xlsx"]).active
    listed = {row[1]: row[10] for row in sheet.iter_rows(min_row=6, max_row=32, values_only=True)}
    assert listed == {place.name: place.area_km2 for place in with_areas(TOWNS, borders)}


def test_the_form_of_2025_is_cp932_with_full_width_codes_that_can_be_read(sample):
    rows = table(sample["令和7年度_推進状況アンケート_回答フォーム.csv"], "cp932")
    codes = [row["団体コード（6桁）"] for row in rows]
    assert {short_code(code).code for code in codes} == {p.code for p in TOWNS} - set(SILENT[2025])
    assert any(not code.isascii() for code in codes) and any(code.isascii() for code in codes)


def test_every_answer_in_the_form_is_a_choice_or_a_known_mark(sample):
    rows = table(sample["令和7年度_推進状況アンケート_回答フォーム.csv"], "cp932")
    for question in MODEL.questionnaire("2025").questions:
        labels = {choice.label for choice in question.choices}
        assert all(row[question.text] in labels or missing_reason(row[question.text]) for row in rows)


def test_the_workbook_of_2023_has_a_sheet_for_each_municipality_that_answered(sample, told):
    book = load_workbook(sample["令和5年度_推進状況アンケート_市町村別.xlsx"])
    assert len(book.sheetnames) == len(told.respondents(2023)) == 24
    assert "白嶺郡高嶺町" in book.sheetnames and "星見郡髙嶺町" in book.sheetnames


def test_the_table_of_2024_has_the_steps_merged_over_their_questions(sample):
    sheet = load_workbook(sample["令和6年度_推進状況アンケート_回答一覧.xlsx"]).active
    groups = {sheet.cell(r.min_row, r.min_col).value: r.size["columns"] for r in sheet.merged_cells.ranges if r.size["columns"] > 1}
    assert sorted(groups.values()) == [4, 4, 5, 5, 10] and groups["STEP0 認識共有・機運醸成"] == 5


def test_a_supported_municipality_has_its_support_in_the_log_with_a_date_of_the_era(sample):
    sheet = load_workbook(sample["支援記録簿.xlsx"]).active
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert 55 <= len(rows) <= 70
    assert {row[2] for row in rows} == {"ヒアリング", "研修", "伴走支援", "会議"}
    assert all(ERA_DATE.fullmatch(row[1]) for row in rows)
    assert len({row[:4] for row in rows}) == len(rows)


def test_about_half_agree_to_be_named_and_some_have_not_said_anything(sample):
    rows = table(sample["開示の同意一覧.csv"], "cp932")
    levels = Counter(row["開示の範囲"] for row in rows if row["データの種類"] == "推進状況アンケート")
    assert levels == {"実名": 13, "匿名": 7, "集計のみ": 4}


# --- The map


def test_the_map_read_back_has_all_municipalities_and_their_borders(sample, borders):
    found = read_boundaries(json.loads(sample["みほん県_市町村界.json"].read_text(encoding="utf-8")))
    assert found.areas.keys() == {place.code for place in TOWNS}
    assert set(found.neighbours) == borders.borders and found.left_out == []


def test_the_neighbours_form_one_connected_land_but_for_the_island(borders):
    reached, waiting = set(), ["99201"]
    while waiting:
        code = waiting.pop()
        reached.add(code)
        waiting += [b if a == code else a for a, b in borders.borders if code in (a, b) and not {a, b} <= reached]
    assert {place.code for place in TOWNS} - reached == {ISLAND}


def test_every_area_is_closed_and_no_two_borders_cross(borders):
    assert all((ring := borders.polygon(code)[0])[0] == ring[-1] for code in borders.rings)
    pieces = np.array([piece for arc in borders.arcs for piece in pairwise(arc)])
    start, end = pieces[:, 0], pieces[:, 1]

    def side(a, b, c):
        return (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])

    a, b = start[:, None], end[:, None]
    apart = (side(a, b, start) * side(a, b, end) < -1e-18) & (side(start, end, a) * side(start, end, b) < -1e-18)
    assert not apart.any()


def test_the_tunnel_joins_two_that_share_no_border(sample, borders):
    (row,) = table(sample["隣接の追加_橋・トンネル.csv"], "utf-8")
    assert (row["団体コードA"], row["団体コードB"]) not in borders.borders


# --- The story


def test_the_priorities_of_2025_are_a_believable_mix(told):
    mix = Counter(verdict(told, NEWEST, place.code) for place in told.respondents(NEWEST))
    assert 5 <= mix["高"] <= 7 and 7 <= mix["中"] <= 9 and mix["判定保留"] == 1 and mix["低"] >= 9


def test_step0_is_the_weak_spot_in_every_round(told):
    for year in YEARS:
        means = {
            step: mean(s for p in told.respondents(year) if (s := share(told, year, p.code, step=step)) is not None)
            for step in PUBLISHED_LIMITS
        }
        assert min(means, key=means.__getitem__) == "step0"


def test_most_aspects_have_a_gap_but_some_have_none(told):
    values = [value for place in told.respondents(NEWEST) for value in as_is(told, NEWEST, place.code).values()]
    assert 0.1 < sum(value >= 80 for value in values) / len(values) < 0.4


def test_the_weakest_aspect_differs_between_municipalities(told):
    profiles = [as_is(told, NEWEST, place.code) for place in told.respondents(NEWEST)]
    assert len({min(profile, key=profile.__getitem__) for profile in profiles}) >= 4


def test_small_municipalities_lag(told):
    points = [(np.log10(p.population), mean(as_is(told, NEWEST, p.code).values())) for p in told.respondents(NEWEST)]
    assert 0.3 < correlation(*zip(*points, strict=True)) < 0.9


def test_those_supported_rise_more_than_the_others(told):
    for year, later in pairwise(YEARS):
        rises: dict[bool, list[float]] = {True: [], False: []}
        for place in told.places:
            before, after = as_is(told, year, place.code), as_is(told, later, place.code)
            if before and after:
                rises[place.code in told.supported[year]].append(mean(after.values()) - mean(before.values()))
        assert min(map(len, rises.values())) >= 8 and mean(rises[True]) > mean(rises[False]) > 0


def test_somebody_of_high_priority_was_never_supported(told):
    reached = {code for codes in told.supported.values() for code in codes}
    assert any(verdict(told, NEWEST, p.code) == "高" for p in told.respondents(NEWEST) if p.code not in reached)


def test_nothing_stands_in_a_policy_that_is_not_there(told):
    without = [(year, code) for (year, code, question), cell in told.answers.items() if question == "q06" and cell == 0]
    assert without and not any(told.answers[year, code, q] in (1, 2) for year, code in without for q in ("q07", "q08"))


# --- Files of any size


def test_synthetic_files_have_the_size_that_was_asked_for(tmp_path):
    files = {path.name: path for path in synthetic_files(MODEL, 100, 2, 0, 1, tmp_path)}
    assert list(files) == ["municipalities.csv", "neighbours.csv", "survey_2024.csv", "survey_2025.csv", "indicators.csv"]
    rows = table(files["survey_2025.csv"], "cp932")
    assert len(rows) == 100 and {q.id for q in MODEL.questionnaire("2025").questions} < rows[0].keys()


def test_the_largest_country_has_a_code_of_its_own_for_everyone(tmp_path):
    rows = table(synthetic_files(MODEL, 1741, 1, 0, 1, tmp_path)[0], "utf-8")
    assert len({row["団体コード"] for row in rows}) == 1741
    assert rows[0]["団体コード"] == "01201" and len({row["都道府県"] for row in rows}) == 47


def test_the_same_seed_writes_the_same_synthetic_files(tmp_path):
    first, second = (synthetic_files(MODEL, 30, 1, 0, 5, tmp_path / name) for name in ("a", "b"))
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize(
    ("sizes", "told_to_the_reader"),
    [
        ((0, 1, 0), "--municipalities"),
        ((1742, 1, 0), "1,741"),
        ((5, 0, 0), "--rounds"),
        ((5, 1, -1), "--staff は 0 以上"),
        ((5, 1, 2_900_001), "2,900,000"),
    ],
)
def test_an_impossible_size_is_refused_with_what_is_allowed(tmp_path, sizes, told_to_the_reader):
    with pytest.raises(Unusable, match=told_to_the_reader):
        synthetic_files(MODEL, *sizes, 1, tmp_path)


def test_the_synthetic_literacy_file_has_as_many_respondents_as_wanted_each_once(tmp_path):
    rows = table(synthetic_files(MODEL, 20, 1, 500, 5, tmp_path)[-1], "utf-8")
    assert len({row["受診者ID"] for row in rows}) == len(rows) == 500
    assert {title for title in rows[0] if title.startswith("設問")} == {f"設問{item}" for item in range(1, 31)}
    scores = [float(cell) for row in rows for title, cell in row.items() if title.startswith("設問") and cell]
    assert min(scores) >= 0 and max(scores) <= 100 and 0.9 < len(scores) / 15_000 < 1


# --- Lists of the sample


def test_managers_see_themselves_differently_from_their_staff(sample):
    rows = table(sample["令和7年度_DXリテラシー診断_受診結果.csv"], "cp932")
    assert 1_400 <= len(rows) <= 1_600 and len({row["団体コード"] for row in rows}) == 8

    def average(category: str, *ranks: str) -> float:
        return mean(float(row[category]) for row in rows if row["職位"] in ranks and row[category])

    managers, staff = ("部長級", "課長級"), ("主任・主事級",)
    assert average("Why", *managers) - average("Why", *staff) > 5
    assert average("How", *staff) - average("How", *managers) > 5


def test_six_issue_lists_of_about_250_issues_share_topics_in_other_words(sample):
    book = load_workbook(sample["令和7年度_課題一覧_6町村.xlsx"])
    lists = {sheet.title: list(sheet.iter_rows(min_row=5, values_only=True)) for sheet in book.worksheets}
    assert len(lists) == 6 and 230 <= sum(map(len, lists.values())) <= 280
    wordings = Counter(text for rows in lists.values() for text in {row[3] for row in rows})
    assert sum(count >= 3 for count in wordings.values()) >= 20
    renewals = [row[17] for rows in lists.values() for row in rows if row[17]]
    assert len(renewals) > 100 and {row[18] for rows in lists.values() for row in rows} == {"有", "無", "未定", None}


def test_forty_offers_have_titles_of_their_own(sample):
    rows = table(sample["ソリューション・シーズ一覧.csv"], "utf-8-sig")
    assert len({(row["提供者"], row["ソリューション名"]) for row in rows}) == len(rows) == 40
