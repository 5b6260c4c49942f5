"""The command line as others run it: a process, its exit code, its lines."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.conftest import GOLDEN, SMALL
from tests.taking import MASTER, book

ROOT = Path(__file__).parents[1]
WIDE = "団体コード,q1,q2\n98201,一部,ある\n98202,無回答,検討中\n"
Run = subprocess.CompletedProcess[str]
HOLDER = (
    "import sys, duckdb; c = duckdb.connect(); c.execute(f\"attach '{sys.argv[1]}' as held\"); print('open', flush=True); sys.stdin.read()"
)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Run]:
    """Runs one command on a fresh database with the golden model."""
    settings = tmp_path / "config.yaml"
    settings.write_text(f"model: {{folder: '{SMALL / 'model'}'}}\nstorage: {{path: facts.duckdb, backups: backups}}\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONUTF8": "1", "DXKARTE_CONFIG": str(settings)} | {"DXKARTE_DB": ""}

    def started(*words: object) -> Run:
        command = [sys.executable, "-m", "analytics", *map(str, words)]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120)

    return started


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def written(name: str, content: str | bytes) -> Path:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path / name

    return written


@pytest.fixture
def peopled(run, write):
    assert run("import", write("市町村.csv", MASTER)).returncode == 0
    return run


def test_all_fourteen_published_verdicts_come_out_of_import_and_table(run, write):
    published = pd.read_csv(GOLDEN / "support_priority.csv", dtype=str).fillna("")
    published["code"] = [f"981{row:0>2}" for row in published["row"]]
    master = "団体コード,市町村名,都道府県\n" + "".join(f"{code},第{code}町,試験県\n" for code in published["code"])
    scores = published[["code", "step0", "step1", "step2", "step3"]].rename(columns={"code": "団体コード"})
    assert run("import", write("市町村.csv", master), write("STEP得点_令和7年度.csv", scores.to_csv(index=False))).returncode == 0
    found = pd.read_csv(io.StringIO(run("table", "priority", "--headers", "code").stdout), dtype=str).fillna("")
    wanted = published["support_content"].str.replace("、", "・")
    assert found["support_priority"].tolist() == published["support_priority"].tolist() and len(found) == 14
    assert found["support_content"].tolist() == wanted.tolist()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.csv", b"", "空です"),
        ("計画.csv", b"%PDF-1.4 plan", "PDF"),
        ("回答.csv", "団体コード,q1\n98999,一部\n", "市町村マスタにない団体コード"),
        ("回答.csv", "団体コード,q1\n98201,たまに\n", "していない・一部・全庁で"),
        ("回答.csv", "団体コード,q1\n98201,一部\n98201,一部\n", "A2 にもあります"),
        ("用途違い.json", '{"name": "x"}', "種類（type）"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_one_line_for_each_finding(peopled, write, name, content, told):
    found = peopled("import", write(name, content), "--round", "2025")
    assert (found.returncode, "Traceback" in found.stderr) == (1, False)
    lines = found.stderr.splitlines()
    assert told in found.stderr and len(lines) == sum(line.startswith("誤り: ") for line in lines) + 1
    assert peopled("table", "answers", "--headers", "code").stdout.count("\n") == 1


def test_line_breaks_and_signs_that_turn_the_line_are_seen_in_one_line(peopled, write):
    found = peopled("import", write("回答.csv", '団体コード,q1\n98201,"偽\n誤り: 嘘\u202e"\n'), "--round", "2025")
    assert (found.returncode, len(found.stderr.splitlines())) == (1, 2)
    assert "偽␊誤り: 嘘\\u202e" in found.stderr


def test_an_escape_in_the_name_of_a_file_is_seen(peopled, write):
    found = peopled("import", write("\x1b[31m赤.csv", WIDE), "--round", "2025")
    assert found.stdout.startswith("␛[31m赤.csv") and "\x1b" not in found.stderr


def test_a_boundary_whose_code_fails_its_check_is_refused(peopled, write):
    outline = {"type": "Polygon", "coordinates": [[[138, 36], [139, 36], [139, 37], [138, 36]]]}
    shapes = [{"type": "Feature", "properties": {"code": code}, "geometry": outline} for code in ("202011", "202020")]
    found = peopled("import", write("境界.json", json.dumps({"type": "FeatureCollection", "features": shapes})))
    assert (found.returncode, len(found.stderr.splitlines())) == (1, 2)
    assert "202020" in found.stderr.splitlines()[0] and "検査数字" in found.stderr


def test_a_cell_at_the_far_end_is_refused_and_the_command_goes_on(peopled, write):
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(book({"回答": [["団体コード", "q1"], ["98201", "一部"]]})))
    sheet.worksheets[0]["XFD1048576"] = 1
    out = io.BytesIO()
    sheet.save(out)
    found = peopled("import", write("遠い.xlsx", out.getvalue()), write("回答.csv", WIDE), "--round", "2025")
    assert found.returncode == 1 and "遠い.xlsx" in found.stderr and "新規 2行" in found.stdout


@pytest.mark.parametrize(
    "words",
    [(), ("unknown",), ("table", "unknown"), ("import",), ("import", "x.csv", "--kind", "unknown"), ("table", "gap", "--format", "pdf")],
)
def test_wrong_usage_ends_with_2(run, words):
    assert run(*words).returncode == 2


@pytest.mark.parametrize(
    "words",
    [
        ("import", "nowhere.csv"),
        ("revert", "9"),
        ("table", "gap", "--municipality", "どこか市"),
        ("table", "gap", "--round", "いつか"),
        ("restore", "nowhere.duckdb"),
        ("table", "gap", "--out", "nowhere/x.csv"),
    ],
)
def test_what_cannot_be_done_ends_with_1_and_a_line(run, words):
    found = run(*words)
    assert (found.returncode, len(found.stderr.splitlines()), "Traceback" in found.stderr) == (1, 1, False)


def test_json_tells_batch_kind_round_counts_and_findings(peopled, write):
    found = json.loads(
        peopled("import", write("回答.csv", WIDE.replace("検討中", "？")), "--round", "2025", "--accept-partial", "--json").stdout
    )[0]
    assert {name: found[name] for name in ("file", "batch", "kind", "round", "new", "changed", "unchanged", "rejected")} == {
        "file": "回答.csv", "batch": 2, "kind": "survey", "round": "2025", "new": 1, "changed": 0, "unchanged": 0, "rejected": 1
    }  # fmt: skip
    assert set(found["findings"][0]) == {"file", "sheet", "cell", "column", "value", "severity", "message"}
    assert found["findings"][0]["cell"] == "C3"


def test_a_dry_run_takes_nothing_in(peopled, write):
    assert "取り込むと 新規 2行" in peopled("import", write("回答.csv", WIDE), "--round", "2025", "--dry-run").stdout
    assert len(json.loads(peopled("imports", "--json").stdout)) == 1


def test_every_format_holds_the_same_rows(peopled, tmp_path):
    readers = {"csv": pd.read_csv, "json": pd.read_json, "xlsx": pd.read_excel, "parquet": pd.read_parquet}
    for form, read in readers.items():
        out = tmp_path / f"out.{form}"
        assert peopled("table", "municipalities", "--format", form, "--headers", "code", "--out", out).returncode == 0
        assert read(out)["population"].tolist() == [40000, 9000, 32000, 50000, 8000, 3000], form


def test_headers_are_japanese_unless_asked_for_by_code(peopled):
    assert peopled("table", "municipalities").stdout.startswith("団体コード,市町村名,都道府県")
    assert peopled("table", "municipalities", "--headers", "code").stdout.startswith("code,name,prefecture")


def test_a_municipality_can_be_named(peopled):
    found = peopled("table", "municipalities", "--municipality", "みずほ市", "98301", "--headers", "code").stdout.splitlines()
    assert [line[:5] for line in found[1:]] == ["98201", "98301"]


def test_an_ambiguous_name_is_refused_with_the_candidates(peopled):
    found = peopled("table", "municipalities", "--municipality", "府中市")
    assert found.returncode == 1 and "試験県府中市（98202）" in found.stderr


def test_history_and_revert(peopled, write):
    peopled("import", write("回答.csv", WIDE), "--round", "2025")
    refused = peopled("revert", 1)
    assert refused.returncode == 1 and "（受付番号 2）" in refused.stderr and "先にそちらを取り消してください" in refused.stderr
    assert "受付番号 2 を取り消しました" in peopled("revert", 2).stdout
    assert "（取消済み）" in peopled("imports").stdout
    assert "受付番号 1 を取り消しました" in peopled("revert", 1).stdout


def test_while_another_process_has_it_tables_come_from_the_backup_and_imports_are_refused(peopled, write, tmp_path):
    assert peopled("backup", tmp_path / "backups" / "dxkarte_1.duckdb").returncode == 0
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "facts.duckdb")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout and holder.stdout.readline() == b"open\n"
        table, refused = peopled("table", "municipalities"), peopled("import", write("回答.csv", WIDE), "--round", "2025")
        holder.communicate()
    assert (table.returncode, table.stdout.count("\n")) == (0, 7) and "バックアップ dxkarte_1.duckdb から読みます" in table.stderr
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1) and "アプリの画面から" in refused.stderr


def test_backup_restore_and_check_go_round(peopled, write, tmp_path):
    copy = tmp_path / "copy.duckdb"
    assert peopled("backup", copy).returncode == 0
    peopled("import", write("回答.csv", WIDE), "--round", "2025")
    assert "残してあります" in peopled("restore", copy).stdout
    assert peopled("table", "answers").stdout.count("\n") == 1
    assert peopled("check").stdout == "問題はありません。\n"


def test_a_damaged_file_gives_a_line_and_no_figure(peopled, tmp_path):
    (tmp_path / "facts.duckdb").write_bytes(b"x" * 20000)
    found = peopled("table", "municipalities")
    assert (found.returncode, found.stdout) == (1, "") and "バックアップから戻してください" in found.stderr


@pytest.mark.parametrize(
    "form, names", [("json", lambda out: list(json.loads(out.read_text("utf-8"))[0])), ("parquet", lambda out: list(pd.read_parquet(out)))]
)
def test_every_format_has_the_headers_asked_for(peopled, tmp_path, form, names):
    for headers, first in (("ja", ["団体コード", "市町村名"]), ("code", ["code", "name"])):
        out = tmp_path / f"{headers}.{form}"
        assert peopled("table", "municipalities", "--format", form, "--headers", headers, "--out", out).returncode == 0
        assert names(out)[:2] == first


@pytest.mark.parametrize("peers, told", [("group:nope", "広域"), ("", "比較相手"), (",", "比較相手"), ("custom", "コードか名前")])
def test_peers_that_there_are_not_end_with_1_and_a_line(peopled, write, peers, told):
    assert peopled("import", write("グループ.csv", "グループ,団体コード\n広域,98201\n広域,98202\n")).returncode == 0
    found = peopled("table", "peers", "--peers", peers)
    assert (found.returncode, found.stdout, len(found.stderr.splitlines())) == (1, "", 1) and told in found.stderr
    assert peopled("table", "peers", "--peers", "group:広域").returncode == 0


def test_a_workbook_names_its_round_and_the_receipts_it_rests_on(peopled, write, tmp_path):
    assert peopled("import", write("回答.csv", WIDE), "--round", "2025").returncode == 0
    assert peopled("table", "gap", "--format", "xlsx", "--out", tmp_path / "gap.xlsx").returncode == 0
    told = [str(cell) for row in openpyxl.load_workbook(tmp_path / "gap.xlsx")["条件・出典"].iter_rows(values_only=True) for cell in row]
    assert any("2025" in cell for cell in told)
    assert any("推進状況アンケート" in cell for cell in told)


def test_what_is_on_record_goes_out_and_comes_back(peopled, write, tmp_path):
    assert peopled("import", write("回答.csv", WIDE), "--round", "2025").returncode == 0
    for kind, out in (("survey", "回答.xlsx"), ("municipalities", "市町村.csv")):
        form = out.rpartition(".")[2]
        assert peopled("records", kind, "--format", form, "--out", tmp_path / f"控え_{out}").returncode == 0
        assert "変更なし" in peopled("import", tmp_path / f"控え_{out}").stdout
        assert json.loads(peopled("imports", "--json").stdout)[0]["new"] == 0


@pytest.mark.parametrize(
    "words, told",
    [
        (("records", "literacy"), "個人の結果を含む"),
        (("records", "survey"), "条件に合う記録がありません"),
        (("records", "boundaries", "--format", "csv"), "geojson"),
        (("erase", "--yes"), "市町村・調査年度・受診者のどれか"),
        (("erase", "--round", "1999", "--yes"), "記録がありません"),
    ],
)
def test_what_is_not_on_record_ends_with_1_and_a_line(peopled, tmp_path, words, told):
    out = ("--out", tmp_path / "x") if words[0] == "records" else ()
    found = peopled(*words, *out)
    assert (found.returncode, len(found.stderr.splitlines())) == (1, 1) and told in found.stderr


def test_forms_are_written_and_all_come_back(peopled, tmp_path):
    assert "6個書きました" in peopled("forms", "--round", "R7", "--out", tmp_path / "送付").stdout
    files = sorted((tmp_path / "送付").iterdir())
    found = json.loads(peopled("import", *files, "--json").stdout)
    assert [(one["kind"], one["round"], one["refused"], one["new"]) for one in found] == [("survey", "2025", False, found[0]["new"])] * 6
    assert {finding["severity"] for one in found for finding in one["findings"]} <= {"warning"}


def test_erasing_is_confirmed_by_a_flag_and_leaves_a_sound_database(peopled, write):
    assert peopled("import", write("回答.csv", WIDE), "--round", "2025").returncode == 0
    asked = peopled("erase", "--municipality", "みずほ市")
    assert asked.returncode == 1 and "推進状況アンケート: いまの記録 2行" in asked.stdout and "--yes" in asked.stderr
    assert peopled("erase", "--municipality", "みずほ市", "--yes").returncode == 0
    assert "98201" not in peopled("table", "answers").stdout + peopled("table", "municipalities").stdout
    assert peopled("check").stdout == "問題はありません。\n"


def test_the_published_issue_list_comes_out_of_import_and_table_with_its_contradiction(peopled):
    done = peopled("import", GOLDEN / "issue_list_excerpt.csv", "--kind", "issues", "--round", "2025", "--municipality", "みずほ市")
    assert (done.returncode, done.stderr) == (0, "")
    found = pd.read_csv(io.StringIO(peopled("table", "issues", "--headers", "code").stdout), dtype={"no": str})
    assert list(found.columns[:22]) == [
        "code",
        "round",
        "no",
        "policy_field",
        "policy_goal",
        "class_a",
        "class_b",
        "class_c",
        "department",
        "solution",
        "objective",
        "subjective",
        "score",
        "priority",
        "own_score",
        "own_priority",
        "differs",
        "own_conflict",
        "status",
        "owner",
        "due",
        "measure",
    ]
    published = pd.read_csv(GOLDEN / "issue_list_excerpt.csv", dtype={"No.": str})
    assert found[["no", "own_priority", "own_score"]].values.tolist() == published[["No.", "優先度評価", "点数"]].values.tolist()
    assert found.set_index("no")["own_conflict"].to_dict() == {no: no == "30" for no in found["no"]}
    assert found[["objective", "subjective", "score", "priority", "differs"]].isna().all(axis=None)
