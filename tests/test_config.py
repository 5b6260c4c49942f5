"""What a prefecture may change, and how it hears of what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.config import ImpossibleConfig, load_config


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
        ("app: [", "YAML として読めません"),
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
