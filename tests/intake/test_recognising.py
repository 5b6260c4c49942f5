"""What a file is, from its headers alone."""

from __future__ import annotations

import pytest

from analytics.intake.understanding.recognising import TwoKinds, fitting, indicator_name, map_columns, mappings_of, round_from, unit_in
from analytics.kinds import BOUNDARIES, KINDS, Kind
from analytics.model import load_model
from tests.conftest import SMALL

MODEL = load_model(SMALL / "model")
PAPER = MODEL.questionnaire("2025")


def mapping(*names: str, known: bool = False, paper=PAPER, titles=()):
    return fitting(mappings_of(names, MODEL, paper), names, known, titles)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("団体コード", "市町村名", "人口"), "municipalities"),
        (("団体コード", "q1", "q2"), "survey"),
        (("自治体名", "設問", "回答", "年度"), "survey"),
        (("団体コード", "step0", "step1"), "steps"),
        (("市町村", "取組の性格", "成果の出し方"), "targets"),
        (("市町村名", "日付", "種別", "件名"), "support_log"),
        (("団体コードA", "団体コードB"), "neighbours"),
        (("グループ名", "団体コード"), "groups"),
        (("団体コード", "データの種類", "開示の範囲"), "consents"),
        (("団体コード", "指標", "年", "値"), "indicators"),
        (("調査年度", "団体コード", "支援希望", "県の決定"), "support_decisions"),
    ],
)
def test_the_kind_follows_from_the_header(names, kind):
    assert mapping(*names).kind.name == kind


def test_questions_are_found_by_id_number_and_text():
    found = mapping("団体コード", "問1", "q2", "役割分担が明文化されている", "問４．予算化された取組がある")
    assert found.items == {1: "q1", 2: "q2", 3: "q3", 4: "q4"}


def test_a_question_worded_a_little_otherwise_is_offered_as_a_guess():
    found = mapping("団体コード", "q1", "住民が参加する取組みがある（必須）")
    assert found.items[2] == "q5" and found.guessed == (2,)


def test_an_unknown_header_is_no_kind():
    assert mapping("施設名", "所在地", "電話番号") is None


def test_without_a_place_a_survey_needs_to_know_its_municipality():
    assert mapping("q1", "q2") is None
    assert mapping("q1", "q2", known=True).kind.name == "survey"


def test_a_column_with_its_unit_in_brackets_is_known():
    assert mapping("団体コード", "市町村名", "人口（人）").columns["population"] == 2


@pytest.mark.parametrize(
    ("texts", "round"), [(["調査票", "令和7年度 回答.csv"], "2025"), (["回答_2024-2"], "2024-2"), (["20250401_回答.csv"], None)]
)
def test_the_round_stands_in_a_title_or_file_name(texts, round):
    assert round_from(texts) == round


def test_an_indicators_name_and_unit_are_told_apart():
    assert (indicator_name("普及率（%）"), unit_in("普及率（%）")) == ("普及率", "%")


@pytest.mark.parametrize(
    "styles",
    [
        ("問1", "問2"),
        ("Q1", "Q2"),
        ("設問1", "設問 2"),
        ("(1)", "（２）"),
        ("①", "②"),
        ("1", "2."),
        ("No.1", "№2"),
        ("第1問", "第２問"),
        ("【問1】", "問2："),
    ],
)
def test_questions_are_known_by_every_usual_style_of_number(styles):
    assert mapping("団体コード", *styles).items == {1: "q1", 2: "q2"}


def test_a_question_in_parts_is_known_by_both_numbers():
    texts = [f"{word}について尋ねる設問の文" for word in ("体制", "予算", "研修")]
    parts = [
        q.model_copy(update={"id": id, "text": text}) for q, id, text in zip(PAPER.questions, ("q1_1", "q1_2", "q2_1"), texts, strict=False)
    ]
    paper = PAPER.model_copy(update={"questions": tuple(parts)})
    found = mapping("団体コード", "設問1-(1)", "問１(2)", "Q2-1", paper=paper)
    assert found.items == {1: "q1_1", 2: "q1_2", 3: "q2_1"}


def test_a_number_before_other_words_is_no_question():
    found = mapping("団体コード", "q1", "1. 回答者の職名", "3年目の計画")
    assert found.items == {1: "q1"} and found.unused == (2, 3)


def test_a_number_that_begins_anew_in_each_group_is_no_question():
    assert mapping("団体コード", "q6", "体制 (1)", "予算 (1)").items == {1: "q6"}


def test_last_years_number_before_this_years_wording_is_a_guess_for_the_wording():
    found = mapping("団体コード", "q1", "問4 住民が参加する取組がある")
    assert found.items[2] == "q5" and found.guessed == (2,)


def test_of_two_columns_for_one_question_none_is_taken():
    found = mapping("団体コード", "q1", "問2", "Q2")
    assert found.items == {1: "q1"} and found.doubtful == {2: "q2", 3: "q2"}


def test_of_two_columns_with_one_name_none_is_taken():
    found = mapping("団体コード", "市町村名", "人口", "人口")
    assert "population" not in found.columns and found.doubtful == {2: "人口", 3: "人口"}


def test_a_text_that_two_questions_share_names_none():
    twins = tuple(q.model_copy(update={"text": "同じ文の設問がここにあります"}) if q.id in ("q1", "q2") else q for q in PAPER.questions)
    paper = PAPER.model_copy(update={"questions": twins})
    found = mapping("団体コード", "q3", "同じ文の設問がここにあります", paper=paper)
    assert found.items == {1: "q3"}


def test_columns_that_two_kinds_explain_alike_are_asked_about_unless_the_file_is_called_one():
    with pytest.raises(TwoKinds, match="市町村マスタ・グループ のどれにも合います"):
        mapping("団体コード", "名称")
    assert mapping("団体コード", "名称", titles=["グループ一覧.csv"]).kind.name == "groups"


def test_names_of_municipalities_beside_unknown_columns_are_no_master():
    assert mapping("団体名", "設問A", "設問B") is None
    assert mapping("団体コード", "市町村名").kind.name == "municipalities"


def headers_of(kind: Kind, titles: str) -> tuple[str, ...]:
    """All columns that a kind declares, under their labels or their first aliases, and some items where it spreads."""
    declared = [c for c in kind.columns if not (kind.spread and c.name in (kind.spread, kind.value))]
    names = [c.label if titles == "labels" or not c.aliases else c.aliases[0] for c in declared]
    items = {"question": ["q1", "q2"], "step": ["step0", "step1"], "aspect": ["取組の性格", "成果の出し方"]}
    gathered = {"score": ["設問1", "設問2"]}
    long = [kind.by_name[name].label for name in (kind.spread, kind.value) if name] if kind.spread == "indicator" else []
    return (*names, *long, *items.get(kind.spread or "", []), *gathered.get(kind.gathers or "", []))


@pytest.mark.parametrize("titles", ["labels", "aliases"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind is not BOUNDARIES], ids=lambda kind: kind.name)
def test_the_columns_that_a_kind_declares_are_recognised_as_that_kind_and_no_other(kind, titles):
    assert mapping(*headers_of(kind, titles)).kind is kind


@pytest.mark.parametrize(
    ("header", "is_population"),
    [
        ("人口（人）", True),
        ("人口(令和7年4月1日現在)", True),
        ("人口【必須】", True),
        ("人口（千人）", False),
        ("人口（男）", False),
        ("人口（世帯）", False),
    ],
)
def test_a_bracket_behind_a_title_may_name_its_unit_and_no_other_figure(header, is_population):
    mapping = map_columns(KINDS["municipalities"], ["団体コード", "市町村名", header], {})
    assert ("population" in mapping.columns) is is_population


@pytest.mark.parametrize(
    "header",
    [
        "住民が参加する取組みがない",
        "住民が参加する取組みが無い（必須）",
        "住民が参加しない取組みがある",
        "問5 住民が参加する取組みがない",
        "住民以外が参加する取組みがある",
    ],
)
def test_a_question_is_never_guessed_for_its_opposite(header):
    found = mapping("団体コード", "q1", header)
    assert found.items == {1: "q1"} and found.unused == (2,)


@pytest.mark.parametrize("header", ["市町村名を選択してください", "市町村名を入力して下さい。", "団体名を選んでください"])
def test_a_header_that_asks_to_fill_it_in_is_the_column_it_asks_for(header):
    assert mapping(header, "q1").place == {"name": 0}
