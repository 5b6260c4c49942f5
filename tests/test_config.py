"""What a prefecture may change, and how it hears of what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.config import Config, ImpossibleConfig, load_config
from analytics.model import check_against, load_model
from analytics.store import open_store
from tests.conftest import SMALL


def written(folder: Path, text: str) -> Path:
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return folder / "config.yaml"


def test_an_empty_file_gives_the_defaults(tmp_path):
    assert load_config(written(tmp_path, "")).measures.min_coverage == 0.5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("app: {titel: x}", "app.titel: この項目はありません"),
        ("measures: {min_coverage: 2}", "measures.min_coverage: 1.0 以下にしてください（現在の値: 2）"),
        ("peers: {default: nearby}", "peers.default: 使えるのは"),
        ("peers: {nearest: many}", "peers.nearest: 整数にしてください"),
        ("priority: {step0: {attention_below: 5, support_below: 9}}", "support_below（9）は attention_below（5）以下"),
        ("app: [", "config.yaml の1行目: YAML として読めません"),
        ("app: {title: x}\napp: {title: y}", "config.yaml の2行目: 項目「app」が2回あります"),
        ("5", "config.yaml: 「項目: 値」の形にしてください（現在の値: 5）"),
        ("peers: {default: nearby}", "使えるのは adjacent・similar・stage・class・block です（現在の値: 'nearby'）"),
        ("peers: {population_classes: [5000, 10000, 10000]}", "peers.population_classes: 小さい順にしてください"),
        ("peers: {variables: [log_staff]}", "peers.variables: 2 個以上にしてください"),
        ("peers: {variables: [log_staff, log_staff]}", "peers.variables: log_staff が2回あります"),
        ("peers: {weights: {log_staff: .inf}}", "peers.weights.log_staff: 有限の数にしてください"),
        ("peers: {weights: {staff: 1}}", "peers.weights.staff: 使えるのは log_population・"),
        ("peers: {nearest: 5.0}", "peers.nearest: 整数にしてください"),
        ("measures: {min_coverage: .nan}", "measures.min_coverage: 有限の数にしてください"),
        ("measures: {min_coverage: '0.5'}", "measures.min_coverage: 数値にしてください"),
        ("measures: {min_coverage: true}", "measures.min_coverage: 数値にしてください（現在の値: true）"),
        ("model: {confirmed: 'yes'}", "model.confirmed: true か false にしてください"),
        ("storage: {path: 5}", "storage.path: ファイルの場所を文字列で書いてください"),
        ("app: {title: 2025-01-01}", "app.title: 文字列にしてください（現在の値: 2025-01-01）"),
        ("app: {1: x}", "項目の名前は文字列にしてください"),
    ],
)
def test_an_impossible_value_names_the_key_and_what_is_allowed(tmp_path, text, told):
    with pytest.raises(ImpossibleConfig) as refused:
        load_config(written(tmp_path, text))
    assert told in str(refused.value)


def test_all_faults_are_told_at_once(tmp_path):
    with pytest.raises(ImpossibleConfig) as refused:
        load_config(written(tmp_path, "app: {a: 1}\nmeasures: {min_coverage: -1}\n"))
    assert len(str(refused.value).splitlines()) == 3


def test_paths_are_relative_to_the_file(tmp_path):
    assert load_config(written(tmp_path, "storage: {path: x/y.duckdb}")).storage.path == tmp_path / "x" / "y.duckdb"


def test_a_flag_wins_over_the_environment_and_that_over_the_file(tmp_path, monkeypatch):
    path = written(tmp_path, "storage: {path: file.duckdb}")
    monkeypatch.setenv("DXKARTE_DB", str(tmp_path / "environment.duckdb"))
    assert load_config(path).storage.path.name == "environment.duckdb"
    assert load_config(path, tmp_path / "flag.duckdb").storage.path.name == "flag.duckdb"


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ImpossibleConfig, match="見つかりません"):
        load_config(tmp_path / "nowhere.yaml")


def test_whole_numbers_serve_where_parts_may_stand(tmp_path):
    assert load_config(written(tmp_path, "measures: {min_coverage: 1}")).measures.min_coverage == 1


def test_a_year_without_quotes_names_a_round(tmp_path):
    targets = load_config(written(tmp_path, "model: {targets: {2025: {results: 70}}}")).model.targets
    assert targets == {"2025": {"results": 70}}


LIMITS = "{attention_below: 5, support_below: 5}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"priority: {{step9: {LIMITS}}}", "priority.step9: step9 は調査票にありません（使えるもの: step0・step1・step2・step3）"),
        ("model: {targets: {2025: {nowhere: 70}}}", "model.targets.2025.nowhere: nowhere は観点にありません（使えるもの: character・"),
        ("model: {targets: {令和7年度: {results: 70}}}", "model.targets.令和7年度: 年度は 2025 や 2025-2 のように書いてください"),
        ("model: {targets: {2025-0: {results: 70}}}", "model.targets.2025-0: 年度は"),
    ],
)
def test_settings_that_the_model_does_not_know_keep_the_database_shut(tmp_path, text, told):
    config = load_config(written(tmp_path, text), tmp_path / "facts.duckdb")
    with pytest.raises(ImpossibleConfig) as refused:
        open_store(config, load_model(SMALL / "model"))
    assert told in str(refused.value) and not (tmp_path / "facts.duckdb").exists()


def test_all_that_the_model_does_not_know_is_told_at_once(tmp_path):
    config = load_config(written(tmp_path, f"priority: {{a: {LIMITS}, b: {LIMITS}}}\nmodel: {{targets: {{x: {{y: 1}}}}}}"))
    with pytest.raises(ImpossibleConfig) as refused:
        check_against(config, load_model(SMALL / "model"))
    assert len(str(refused.value).splitlines()) == 5


def test_the_published_limits_suit_a_model_with_steps_of_its_own():
    model = load_model(SMALL / "model")
    own = model.questionnaires[0].model_copy(update={"steps": (model.questionnaires[0].steps[0].model_copy(update={"id": "early"}),)})
    check_against(Config(), model.model_copy(update={"questionnaires": (own,)}))


def test_a_second_round_of_a_year_may_have_targets(tmp_path):
    config = load_config(written(tmp_path, "model: {targets: {2025-2: {results: 70}}}"))
    check_against(config, load_model(SMALL / "model"))
