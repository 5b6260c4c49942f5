"""The command line writes the same kartes: one file each, refused in one line, from the backup while the app is open."""

from __future__ import annotations

import pytest

from tests.conftest import SMALL
from tests.test_command_line import HOLDER, WIDE, peopled, run, write  # noqa: F401  fixtures

NAMES = ["みずほ市", "龍ヶ崎町"]


@pytest.fixture
def answered(peopled, write):  # noqa: F811
    assert peopled("import", write("回答.csv", WIDE), "--round", "2025").returncode == 0
    return peopled


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("html", b"<!doctype html>")])
def test_one_file_for_each_municipality_by_name_or_code(answered, tmp_path, form, start):
    found = answered("karte", "みずほ市", "98301", "98201", "--format", form, "--out", tmp_path / "紙")
    files = sorted((tmp_path / "紙").iterdir())
    assert (found.returncode, found.stderr) == (0, "") and "2個" in found.stdout
    assert [file.name.split("_")[1] for file in files] == NAMES and all(file.name.endswith(f".{form}") for file in files)
    assert all(file.read_bytes().startswith(start) for file in files)


@pytest.mark.parametrize(
    ("words", "told"),
    [(("ない市",), "ない市"), (("みずほ市", "--round", "2031"), "調査年度 2031 の回答はありません"), (("府中市",), "府中市")],
)
def test_what_cannot_be_made_is_refused_in_one_line(answered, tmp_path, words, told):
    found = answered("karte", *words, "--out", tmp_path / "紙")
    assert (found.returncode, len(found.stderr.splitlines())) == (1, 1) and told in found.stderr


def test_without_any_municipality_there_is_nothing_to_write(run, tmp_path):  # noqa: F811
    found = run("karte", "--out", tmp_path / "紙")
    assert found.returncode == 1 and "市町村マスタを取り込んでから" in found.stderr


def test_while_the_app_has_the_database_the_newest_backup_is_read(answered, tmp_path):
    import subprocess
    import sys

    assert answered("backup", tmp_path / "backups" / "dxkarte_1.duckdb").returncode == 0
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "facts.duckdb")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "open\n"
        found = answered("karte", "みずほ市", "--format", "xlsx", "--out", tmp_path / "紙")
        holder.communicate()
    assert found.returncode == 0 and "バックアップ dxkarte_1.duckdb から読みます" in found.stderr
    assert len(list((tmp_path / "紙").iterdir())) == 1 and SMALL.exists()
