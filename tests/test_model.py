"""Does the content that ships hold together, and is a fault in a model file named so that it can be mended?"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from analytics.config import ROOT, ImpossibleConfig
from analytics.model import FIELDS, LISTS, Model, Questionnaire, load_model
from tests.conftest import SMALL

SHIPPED = ROOT / "data" / "model"

# As printed on p. 28–39 of the source: (name, population in 約人, general administrative staff); a name in （） is our estimate.
PRINTED = {
    28: [("宮城県", 2_225_000, 4_813), ("村田町", None, None), ("大衡村", None, None), ("美里町", None, None)],
    29: [("（栃木県）", 1_904_000, 4_598)],
    30: [("足利市", 140_000, 630), ("高根沢町", 29_000, 153)],
    31: [(None, 7_500, 88)],
    32: [("（小千谷市）", 32_000, 279)],
    33: [("（新潟県）", 2_111_000, 5_374)],
    34: [("山梨県", 781_000, 2_964)],
    35: [("兵庫県", 5_394_000, 6_031)]
    + [
        (name, None, None)
        for name in ["姫路市", "尼崎市", "西宮市", "芦屋市", "伊丹市", "宝塚市", "加西市", "加東市", "たつの市", "太子町"]
    ],
    36: [("出雲市", 170_000, 769)],
    37: [("海士町", 2_000, None), ("浜田市", 49_000, None), ("江津市", 21_000, None), ("川本町", 3_000, None)],
    38: [("沖縄県", 1_485_000, 4_041), ("金武町", None, None), ("恩納村", None, None), ("宜野座村", None, None)],
    39: [("金武町", 11_000, 119), ("恩納村", 11_000, 104), ("宜野座村", 6_000, 80)],
}
LAYER = {28: 2, 29: 3, 30: 1, 31: 1, 32: 1, 33: 2, 34: 2, 35: 2, 36: 3, 37: 3, 38: 2, 39: 1}

# p. 5: percent of the bodies of a group that use it, and that use it or think about it.
NATIONAL = {
    ("AIの導入団体割合", "導入済み"): {"都道府県": 100, "指定都市": 100, "その他市区町村": 58},
    ("AIの導入団体割合", "導入検討中を含む"): {"その他市区町村": 64},
    ("生成AIの導入団体割合", "導入済み"): {"都道府県": 87, "指定都市": 90, "その他市区町村": 30},
    ("生成AIの導入団体割合", "導入検討中を含む"): {"都道府県": 100, "指定都市": 100, "その他市区町村": 51},
}


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(SHIPPED)


@pytest.fixture
def paper(model: Model) -> Questionnaire:
    return model.questionnaire("2025")


def asking(paper: Questionnaire, of: Callable[[Any], Any]) -> list[str]:
    return [id for question in paper.questions for id in of(question)]


# ---- what ships ----


def test_every_factor_and_outcome_is_asked_about_at_least_twice(model: Model, paper: Questionnaire) -> None:
    factors, outcomes = asking(paper, lambda q: q.factors), asking(paper, lambda q: q.outcomes)
    assert {f.id for f in model.to_be.factors if factors.count(f.id) < 2} == set()
    assert {o.id for o in model.to_be.outcomes if outcomes.count(o.id) < 2} == set()


def test_every_aspect_and_field_is_asked_about_at_least_three_times(model: Model, paper: Questionnaire) -> None:
    aspects, fields = asking(paper, lambda q: [q.aspect]), asking(paper, lambda q: [q.field])
    assert {a.id for a in model.to_be.aspects if aspects.count(a.id) < 3} == set()
    assert {field for field in FIELDS if fields.count(field) < 3} == set()


def test_every_step_has_a_maximum_of_thirty_points(paper: Questionnaire) -> None:
    assert {step.id: paper.step_maximum(step.id) for step in paper.steps} == dict.fromkeys(["step0", "step1", "step2", "step3"], 30)


def test_points_are_multiples_of_five_and_in_step3_at_most_three(paper: Questionnaire) -> None:
    for question in paper.questions:
        points = [choice.points for choice in question.choices]
        assert max(points) == 3 if question.step == "step3" else all(p % 5 == 0 for p in points), question.id


def test_choices_start_at_zero_and_every_step_up_gives_more(paper: Questionnaire) -> None:
    for question in paper.questions:
        points = [choice.points for choice in question.choices]
        assert points[0] == 0 and points == sorted(set(points)) and 2 <= len(points) <= 4, question.id


def test_step0_asks_for_more_than_training(paper: Questionnaire) -> None:
    assert [q.id for q in paper.questions if q.step == "step0" and "研修" not in q.text]


def test_every_question_says_what_counts_as_evidence(paper: Questionnaire) -> None:
    assert [q.id for q in paper.questions if not q.help.startswith("根拠資料：")] == []


def test_what_is_published_already_is_named_by_a_question(paper: Questionnaire) -> None:
    named = {q.published for q in paper.questions if q.published}
    assert named == {"CIOの任命", "全体方針策定", "全庁的な体制構築", "外部人材活用", "職員育成の取組", "全職員対象研修の実施"}


def test_the_model_has_the_size_of_the_source(model: Model) -> None:
    to_be = model.to_be
    assert (len(to_be.aspects), len(to_be.factors), len(to_be.outcomes), len(to_be.reference_models)) == (6, 8, 11, 10)
    assert [m.layer for m in to_be.reference_models] == [1] * 4 + [2] * 3 + [3] * 3


def test_pages_are_the_printed_ones_of_the_tables(model: Model) -> None:
    to_be = model.to_be
    assert {a.page for a in to_be.aspects} == {9} and {f.page for f in to_be.factors} == {10} and {o.page for o in to_be.outcomes} == {14}
    assert [m.page for m in to_be.reference_models] == [22] * 4 + [23] * 6


@pytest.mark.parametrize("page", PRINTED)
def test_a_case_has_the_places_and_sizes_that_are_printed(model: Model, page: int) -> None:
    (case,) = [case for case in model.listed("cases") if case.page == page]
    places = [(f"（{p['name']}）" if p["estimated"] else p["name"], p["population"], p["staff"]) for p in case["places"]]
    assert places == PRINTED[page] and case["layer"] == LAYER[page]


def test_there_are_twelve_cases_and_no_other_pages(model: Model) -> None:
    assert [case.page for case in model.listed("cases")] == list(PRINTED)


def test_cases_tips_and_flows_refer_to_what_there_is(model: Model) -> None:
    factors, outcomes = {f.id for f in model.to_be.factors}, {o.id for o in model.to_be.outcomes}
    for entry in (*model.listed("cases"), *model.listed("tips")):
        assert set(entry["factors"]) <= factors and entry["factors"], entry.id
        assert set(entry["outcomes"] or ()) <= outcomes, entry.id


def test_a_model_for_prefectures_rests_on_cases_of_prefectures_only(model: Model) -> None:
    layer = {case.id: case["layer"] for case in model.listed("cases")}
    for reference in model.to_be.reference_models:
        assert {layer[case] == 2 for case in reference.cases} == {reference.layer == 2}, reference.id


def test_every_case_belongs_to_a_model(model: Model) -> None:
    assert {id for reference in model.to_be.reference_models for id in reference.cases} == {case.id for case in model.listed("cases")}


def test_the_national_figures_are_those_of_page_five(model: Model) -> None:
    found: dict[tuple[str, str], dict[str, float]] = {}
    for figure in model.listed("figures"):
        assert figure.page == 5 and figure["unit"] == "%"
        found.setdefault((figure["indicator"], figure["including"]), {})[figure["group"]] = figure["value"]
    assert found == NATIONAL


def test_there_are_nine_skills_seven_cs_and_five_roles(model: Model) -> None:
    groups = [skill["group"] for skill in model.listed("skills")]
    assert (groups.count("市町村"), groups.count("県"), groups.count("マインドセット")) == (5, 4, 7)
    assert len(model.listed("roles")) == 5


def test_the_procedure_has_an_entry_for_every_step(model: Model, paper: Questionnaire) -> None:
    entries = {entry.id: entry for entry in model.listed("procedure")}
    assert list(entries) == [step.id for step in paper.steps]
    assert all(entry[part] for entry in entries.values() for part in ("at_stake", "look_at", "how", "beware", "checklist"))


def test_the_flow_has_seven_parts_and_five_connecting_points(model: Model) -> None:
    assert [entry.page for entry in model.listed("flow")] == [11] * 7 + [12] * 5


def test_every_entry_of_every_list_carries_a_page(model: Model) -> None:
    assert [entry.id for name in LISTS if name != "contradictions" for entry in model.listed(name) if entry.page is None] == []


# ---- rounds and questionnaires ----


def test_a_round_without_a_questionnaire_of_its_own_uses_the_newest_earlier_one(edited: Edit) -> None:
    old = edited("questionnaire.yaml", lambda content: content | {"rounds": [2021, 2024]})
    shutil.copy(old / "questionnaire.yaml", old / "questionnaire_2022.yaml")
    change(old / "questionnaire_2022.yaml", lambda content: content | {"id": "other", "rounds": [2022]})
    model = load_model(old)
    assert [model.questionnaire(round).id for round in ("2021", "2022", "2023", "2024", "2024-2", "2030")] == [
        "small", "other", "other", "small", "small", "small",
    ]  # fmt: skip
    assert [model.is_borrowed(round) for round in ("2022", "2023", "2024-2")] == [False, True, False]


def test_a_round_before_all_questionnaires_uses_the_first(model: Model) -> None:
    assert model.questionnaire("2001").id == "base" and model.is_borrowed("2001")


def test_the_golden_small_model_loads_and_its_absent_lists_are_empty() -> None:
    model = load_model(SMALL / "model")
    assert len(model.questionnaires[0].questions) == 6
    assert all(model.listed(name) == () for name in LISTS)


# ---- faults ----

Edit = Callable[[str, Callable[[Any], Any]], Path]


def change(file: Path, edit: Callable[[Any], Any]) -> None:
    file.write_text(yaml.safe_dump(edit(yaml.safe_load(file.read_text("utf-8"))), allow_unicode=True), encoding="utf-8")


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """A copy of the golden model with one file changed."""

    def edit(file: str, how: Callable[[Any], Any]) -> Path:
        folder = tmp_path / "model"
        shutil.copytree(SMALL / "model", folder)
        change(folder / file, how)
        return folder

    return edit


def with_question(**changes: Any) -> Callable[[Any], Any]:
    return lambda content: content | {"questions": [content["questions"][0] | changes, *content["questions"][1:]]}


def with_aspect(**changes: Any) -> Callable[[Any], Any]:
    return lambda content: content | {"aspects": [content["aspects"][0] | changes, *content["aspects"][1:]]}


@pytest.mark.parametrize(
    "file, edit, named",
    [
        ("to_be.yaml", with_aspect(wieght=2), ("to_be.yaml", "aspects.0.wieght", "2")),
        ("to_be.yaml", with_aspect(weight=-1), ("to_be.yaml", "aspects.0.weight", "-1")),
        ("to_be.yaml", with_aspect(target=120), ("to_be.yaml", "aspects.0.target", "120")),
        ("questionnaire.yaml", with_question(weight=-0.5), ("questionnaire.yaml", "questions.0.weight", "-0.5")),
        ("questionnaire.yaml", with_question(aspect="nowhere"), ("questionnaire", "questions.q1.aspect", "nowhere")),
        ("questionnaire.yaml", with_question(step="step9"), ("questionnaire", "questions.q1.step", "step9")),
        ("questionnaire.yaml", with_question(factors=["f99"]), ("questionnaire", "questions.q1.factors", "f99")),
        ("questionnaire.yaml", with_question(outcomes=["o99"]), ("questionnaire", "questions.q1.outcomes", "o99")),
        ("questionnaire.yaml", with_question(id="q2"), ("questionnaire", "questions", "q2")),
        ("questionnaire.yaml", with_question(choices=[{"label": "一つ", "points": 1}]), ("questionnaire.yaml", "questions.0.choices")),
    ],
)
def test_a_fault_is_one_error_that_names_file_path_and_value(
    edited: Edit, file: str, edit: Callable[[Any], Any], named: tuple[str, ...]
) -> None:
    with pytest.raises(ImpossibleConfig) as error:
        load_model(edited(file, edit))
    assert all(part in str(error.value) for part in named), str(error.value)


def test_all_unknown_references_are_named_in_one_error(edited: Edit) -> None:
    with pytest.raises(ImpossibleConfig) as error:
        load_model(edited("questionnaire.yaml", with_question(factors=["f98"], outcomes=["o99"])))
    assert "f98" in str(error.value) and "o99" in str(error.value)


def test_a_model_that_names_an_unknown_case_is_refused(edited: Edit) -> None:
    reference = {"id": "r1", "layer": 1, "label": "型", "cases": ["c99"]}
    with pytest.raises(ImpossibleConfig, match=r"reference_models\.r1\.cases: c99"):
        load_model(edited("to_be.yaml", lambda content: content | {"reference_models": [reference]}))


def test_a_folder_without_a_questionnaire_is_refused(edited: Edit) -> None:
    folder = edited("to_be.yaml", lambda content: content)
    (folder / "questionnaire.yaml").unlink()
    with pytest.raises(ImpossibleConfig, match=r"questionnaire\.yaml"):
        load_model(folder)


def refusal(folder: Path) -> str:
    with pytest.raises(ImpossibleConfig) as error:
        load_model(folder)
    return str(error.value)


def with_step(**changes: Any) -> Callable[[Any], Any]:
    return lambda content: content | {"steps": [content["steps"][0] | changes, *content["steps"][1:]]}


def with_points(*points: object) -> Callable[[Any], Any]:
    return with_question(choices=[{"label": f"選択肢{place}", "points": value} for place, value in enumerate(points)])


@pytest.mark.parametrize(
    "file, edit, told",
    [
        ("questionnaire.yaml", with_step(id="step1"), "questionnaire.yaml steps: id step1 が2回使われています"),
        ("questionnaire.yaml", with_step(id="STEP1"), "questionnaire.yaml steps: id step1 が2回使われています"),
        ("questionnaire.yaml", with_step(id="Reason"), "questionnaire.yaml steps.Reason.id: 表の列の名前なので使えません"),
        ("questionnaire.yaml", with_step(id="第0段階"), "steps.0.id: 英字で始め、英数字と _ だけにしてください（現在の値: '第0段階'）"),
        ("questionnaire.yaml", lambda c: c | {"steps": []}, "steps: 1 個以上にしてください"),
        ("questionnaire.yaml", lambda c: c | {"questions": []}, "questions: 1 個以上にしてください"),
        ("to_be.yaml", lambda c: c | {"aspects": []}, "to_be.yaml aspects: 1 個以上にしてください"),
        ("to_be.yaml", with_aspect(weight=float("inf")), "aspects.0.weight: 有限の数にしてください"),
        ("to_be.yaml", with_aspect(target=float("nan")), "aspects.0.target: 有限の数にしてください"),
        ("to_be.yaml", with_aspect(weight=True), "aspects.0.weight: 数値にしてください（現在の値: true）"),
        ("questionnaire.yaml", with_points(0, float("inf")), "choices.1.points: 有限の数にしてください"),
        ("questionnaire.yaml", with_points(0, 5, 5), "questions.q1.choices: points は小さい順に"),
        ("questionnaire.yaml", with_points(0), "questions.0.choices: 2 個以上にしてください"),
        ("questionnaire.yaml", with_question(field="両方"), "questions.0.field: 使えるのは 自治体DX・地域社会DX・接続 です"),
        ("questionnaire.yaml", lambda c: 5, "questionnaire.yaml: 「項目: 値」の形にしてください（現在の値: 5）"),
    ],
)
def test_a_fault_is_told_in_japanese(edited: Edit, file: str, edit: Callable[[Any], Any], told: str) -> None:
    assert told in refusal(edited(file, edit))


def test_more_than_eight_choices_are_allowed(edited: Edit) -> None:
    assert load_model(edited("questionnaire.yaml", with_points(*range(10)))).questionnaires[0].questions[0].max_points == 9


def model_with(folder: Path, **files: str) -> Path:
    """The golden model with these files written as they stand."""
    shutil.copytree(SMALL / "model", folder / "model")
    for name, text in files.items():
        (folder / "model" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "model"


@pytest.mark.parametrize("text", ["5", "a: 1", "ただの文字", "0", "''", "{}"])
@pytest.mark.parametrize("name", ["cases", "bridge"])
def test_a_list_that_is_none_names_the_file_and_what_is_allowed(tmp_path: Path, name: str, text: str) -> None:
    assert f"{name}.yaml: 「- 項目: 値」の一覧にしてください" in refusal(model_with(tmp_path, **{name: text}))


def test_all_faults_of_a_list_are_told_with_their_place(tmp_path: Path) -> None:
    told = refusal(model_with(tmp_path, cases="[{id: a, label: 一}, 7, {id: b}, {id: a, label: 二}]"))
    assert "cases.yaml 2番目: 「項目: 値」の形にしてください（現在の値: 7）" in told
    assert "cases.yaml 3番目 label: 必要な項目がありません" in told


def test_an_id_is_used_once_in_a_list(tmp_path: Path) -> None:
    assert "tips.yaml: id a が2回使われています" in refusal(model_with(tmp_path, tips="[{id: a, label: 一}, {id: a, label: 二}]"))


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("factors: [f98]", "factors: f98 は定義されていません"),
        ("places: [{name: 村, population: 約3千}]", "places.population: 0 より大きい数にするか、null にしてください（現在の値: '約3千'）"),
        ("places: [{name: 村, population: -5}]", "places.population: 0 より大きい数"),
        ("places: [村]", "places.population: 0 より大きい数"),
    ],
)
def test_what_advice_is_made_from_is_checked_in_every_case(tmp_path: Path, case: str, told: str) -> None:
    assert f"cases.yaml 1番目 {told}" in refusal(model_with(tmp_path, cases=f"[{{id: a, label: 一, {case}}}]"))


def test_a_place_without_a_figure_is_allowed(tmp_path: Path) -> None:
    model = load_model(model_with(tmp_path, cases="[{id: a, label: 一, places: [{name: 村}, {name: 町, population: null}]}]"))
    assert [case.id for case in model.listed("cases")] == ["a"]


def test_a_tie_of_unknown_questions_is_refused(tmp_path: Path) -> None:
    told = refusal(model_with(tmp_path, bridge="[{old: q1, new: q2}, {old: q98, new: q99}]"))
    assert "bridge.yaml 2番目 old: q98 は" in told and "bridge.yaml 2番目 new: q99 は" in told and "1番目" not in told


def test_the_faults_of_all_files_are_in_one_message(tmp_path: Path) -> None:
    folder = model_with(tmp_path, tips="5", flow="[", questionnaire_2="id: x\nid: y")
    change(folder / "questionnaire.yaml", with_question(factors=["f98"]))
    told = refusal(folder)
    assert all(part in told for part in ("tips.yaml", "flow.yaml", "questionnaire_2.yaml", "questionnaire.yaml questions.q1.factors: f98"))


def test_a_file_that_cannot_be_read_makes_no_unknown_references(tmp_path: Path) -> None:
    told = refusal(model_with(tmp_path, to_be="aspects: 5"))
    assert told.splitlines()[1:] == ["  to_be.yaml aspects: […] の一覧にしてください（現在の値: 5）"]


def test_a_key_that_stands_twice_is_told_with_file_line_and_key(tmp_path: Path) -> None:
    told = refusal(model_with(tmp_path, cases="- {id: a, label: 一}\n- {id: b, label: 二, label: 三}\n"))
    assert "cases.yaml の2行目: 項目「label」が2回あります" in told


def test_what_is_no_yaml_is_told_with_file_and_line_in_japanese(tmp_path: Path) -> None:
    told = refusal(model_with(tmp_path, cases="- id: a\n  label: 'x\n"))
    assert "cases.yaml の3行目: YAML として読めません" in told and "while" not in told


def test_a_date_that_there_is_not_is_told(tmp_path: Path) -> None:
    assert "cases.yaml: YAML として読めません" in refusal(model_with(tmp_path, cases="- {id: a, label: 2025-13-45}"))
