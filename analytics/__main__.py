"""What does the app compute, without a browser? The command line over the same functions."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analytics import VERSION, backup, erasing, exports, ledger, registry
from analytics.config import Config, load_config, with_database
from analytics.errors import Unusable
from analytics.intake.checking.reader import ERROR
from analytics.intake.checking.summing import summed_up
from analytics.intake.giving_out.on_record import FORMS as RECORD_FORMS
from analytics.intake.giving_out.on_record import forms_of, on_record
from analytics.intake.giving_out.survey_forms import forms
from analytics.intake.looking import limits
from analytics.intake.reading.staged import Limits, UnreadableFile
from analytics.intake.taking_in import Examination, NotTakenIn, examine, gazetteer, staged, take_in
from analytics.intake.understanding.plan import Wishes
from analytics.intake.values import round_in
from analytics.kinds import KINDS
from analytics.model import Model, model_of
from analytics.peers import METHODS
from analytics.rounds import newest_round
from analytics.sample import load_sample
from analytics.scope import Scope
from analytics.store import DatabaseInUse, Store, open_store

REFUSED = 1
NO_ROUND = "なし"  # where nothing has been surveyed no round is meant, not all of them
SEVERITIES = {"error": "誤り", "warning": "注意", "left_out": "除外"}


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; 0 done, 1 refused with one Japanese line per finding on standard error, 2 usage."""
    given = parser().parse_args(arguments)
    try:
        config = load_config(given.config, given.db)
        return int(given.run(config, given) or 0)
    except Unusable as error:
        return refused(error)
    except OSError as error:
        if not error.filename:
            raise
        return refused(Unusable(f"{error.filename}: 読み書きできません。場所と権限を確かめてください（{error.strerror}）。"))


def refused(error: Unusable) -> int:
    if isinstance(error, NotTakenIn):
        say_findings(error.findings)
    print(in_one_line(str(error)) if isinstance(error, (NotTakenIn, UnreadableFile)) else error, file=sys.stderr)
    return REFUSED


def say_findings(findings: pd.DataFrame) -> None:
    for row in summed_up(findings).itertuples(index=False):
        place = " ".join(part for part in (row.file, row.sheet, row.cell, row.column) if part)
        value = f"「{row.value}」" if row.value else ""
        print(in_one_line(f"{SEVERITIES[row.severity]}: {place} {value} {row.message}"), file=sys.stderr)


# Signs that end a line or steer a terminal, among them those that turn the direction of writing.
STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def in_one_line(text: str) -> str:
    """A text that holds words of a file, with its signs that steer made visible: a line break as ␊, others by number."""
    return STEERING.sub(lambda found: chr(0x2400 + ord(found[0])) if found[0] < " " else f"\\u{ord(found[0]):04x}", text)


# ---------------------------------------------------------------- opening the database


@contextmanager
def writable(config: Config) -> Iterator[tuple[Store, Model]]:
    """The database open for writing; refused while the app has it."""
    with closing_opened(open_store, config) as opened:
        yield opened


@contextmanager
def readable(config: Config) -> Iterator[tuple[Store, Model]]:
    """The database, or while the app has it open the newest verified backup, and this is said."""
    with closing_opened(open_for_reading, config) as opened:
        yield opened


@contextmanager
def closing_opened(opening: Callable[[Config, Model], Store], config: Config) -> Iterator[tuple[Store, Model]]:
    model = model_of(config)
    with closing(opening(config, model)) as store:
        yield store, model


def open_for_reading(config: Config, model: Model) -> Store:
    try:
        return open_store(config, model)
    except DatabaseInUse:
        copy = backup.newest(config)
        print(f"アプリがデータベースを使っているため、バックアップ {copy.name} から読みます。", file=sys.stderr)
        return open_store(with_database(config, copy), model, read_only=True)


# ---------------------------------------------------------------- taking in


def run_import(config: Config, given: argparse.Namespace) -> int:
    """Takes files in one after another; a refused one does not stop the others, but the exit code tells."""
    wishes = Wishes(given.kind, round_asked(given.round), given.municipality, given.sheet, given.answers)
    bounds = limits(config)
    reports = []
    with writable(config) as (store, model):
        for path in given.files:
            reports.append(import_one(store, model, path, wishes, bounds, given))
    if given.json:
        print(json.dumps(reports, ensure_ascii=False, indent=2))
    return REFUSED if any(report["refused"] for report in reports) else 0


def round_asked(text: str | None) -> str | None:
    if text and not round_in(text):
        raise Unusable(f"--round {text}: 年度として読めません。2025 や 2025-2 のように指定してください。")
    return round_in(text) if text else None


def import_one(store: Store, model: Model, path: Path, wishes: Wishes, bounds: Limits, given: argparse.Namespace) -> dict[str, Any]:
    try:
        with staged(store, path.name, openable(path), bounds) as file:
            if given.dry_run:
                found = examine(store, model, file, wishes)
            else:
                found = take_in(store, model, file, wishes, partial=given.accept_partial, who="コマンド")
        return taken(path, found, given)
    except Unusable as error:
        return not_taken(path, error, given)


def openable(path: Path) -> Path:
    """The path itself: a large file is never in memory as a whole."""
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        raise NotTakenIn(f"{path}: ファイルを開けません。場所と名前を確かめてください。") from error


def taken(path: Path, found: Examination, given: argparse.Namespace) -> dict[str, Any]:
    if not given.json:
        say_findings(found.findings)
        print(in_one_line(outcome_in_words(path, found, given.dry_run)))
    would_fail = given.dry_run and found.errors and not given.accept_partial
    return report(path, found, bool(would_fail))


def outcome_in_words(path: Path, found: Examination, dry_run: bool) -> str:
    counts = found.counts
    rows = f"新規 {counts.new}行・変更 {counts.changed}行・変更なし {counts.unchanged}行・不採用 {counts.rejected}行"
    if found.same_as is not None:
        return f"{path.name}: 同じファイルを受付番号 {found.same_as} で取り込み済みです。何も変わりません。"
    head = "取り込むと" if dry_run else f"受付番号 {found.receipt}"
    return f"{path.name}: {found.plan.kind.label} {head} {rows}"


def report(path: Path, found: Examination, refused: bool) -> dict[str, Any]:
    """What `import --json` prints of a file."""
    counts = found.counts
    return {
        "file": path.name,
        "batch": found.receipt if found.receipt is not None else found.same_as,
        "kind": found.plan.kind.name,
        "round": found.round,
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "rejected": counts.rejected,
        "refused": refused,
        "findings": findings_as_records(found.findings),
    }


def findings_as_records(findings: pd.DataFrame) -> list[dict[str, Any]]:
    columns = ["file", "sheet", "cell", "column", "value", "severity", "message"]
    return json.loads(findings[columns].to_json(orient="records", force_ascii=False)) if len(findings) else []


def not_taken(path: Path, error: Unusable, given: argparse.Namespace) -> dict[str, Any]:
    findings = error.findings if isinstance(error, NotTakenIn) else pd.DataFrame()
    if not given.json:
        refused(error)
    whole = {"file": path.name, "sheet": "", "cell": "", "column": "", "value": "", "severity": ERROR, "message": str(error)}
    found = error.examination if isinstance(error, NotTakenIn) else None
    known = {"batch": None, "kind": found.plan.kind.name if found else None, "round": found.round if found else None}
    counts = {"new": 0, "changed": 0, "unchanged": 0, "rejected": found.counts.rejected if found else 0}
    return {"file": path.name, **known, **counts, "refused": True, "findings": [*findings_as_records(findings), whole]}


def run_imports(config: Config, given: argparse.Namespace) -> None:
    with readable(config) as (store, _), store.reading(Scope()) as con:
        batches = ledger.history(con)
    if given.json:
        print(batches.to_json(orient="records", force_ascii=False, date_format="iso", indent=2))
        return
    for row in batches.itertuples(index=False):
        state = "" if row.in_force else "（取消済み）"
        round = "" if pd.isna(row.round) else row.round
        print(f"{row.batch}\t{row.taken_at:%Y-%m-%d %H:%M}\t{row.kind_label}\t{round}\t{row.file}\t新規{row.new} 変更{row.changed}{state}")


def run_revert(config: Config, given: argparse.Namespace) -> None:
    with writable(config) as (store, _), store.writing() as cursor:
        ledger.revert(cursor, given.batch)
    print(f"受付番号 {given.batch} を取り消しました。")


def run_sample(config: Config, given: argparse.Namespace) -> None:
    with writable(config) as (store, model):
        numbers = load_sample(store, config, model)
    print(f"サンプルデータを取り込みました（受付番号 {numbers[0]}～{numbers[-1]}）。")


# ---------------------------------------------------------------- tables


def run_table(config: Config, given: argparse.Namespace) -> None:
    with readable(config) as (store, model):
        scope = scope_asked(store, given)
        frame = registry.compute(store, config, model, given.name, scope, peers_asked(store, given.peers), since=round_asked(given.since))
        provenance = provenance_of(store, scope, given)
    write_table(frame, registry.fields(given.name, model, frame.columns), provenance, given)


def provenance_of(store: Store, scope: Scope, given: argparse.Namespace) -> exports.Provenance:
    """What a workbook says of itself: what was asked, and the receipt numbers of the files it rests on."""
    filters = (("市町村", "、".join(scope.codes)), ("比較相手", given.peers or ""))
    with store.reading(Scope()) as con:
        return exports.Provenance(
            title=registry.TABLES[given.name].label,
            filters=tuple((label, value) for label, value in filters if value),
            rounds=(scope.round,) if scope.round and scope.round != NO_ROUND else (),
            batches=ledger.receipts(con),
            made_at=datetime.now(),
            version=VERSION,
            sample=ledger.has_sample(con),
        )


def scope_asked(store: Store, given: argparse.Namespace) -> Scope:
    with store.reading(Scope()) as con:
        round = round_asked(given.round) or newest_round(con, registry.TABLES[given.name].rounds)
    return Scope(round=round or NO_ROUND, codes=codes_asked(store, given))


def codes_asked(store: Store, given: argparse.Namespace) -> tuple[str, ...]:
    return tuple(code_of(store, text) for text in given.municipality or ())


def code_of(store: Store, text: str) -> str:
    """The code of a municipality given by code or name. Raises Unusable."""
    with store.reading(Scope()) as con:
        place = gazetteer(con, "support_log").find(text)
    if place.code is None:
        raise Unusable(f"{text}: {place.fault}")
    return place.code


def peers_asked(store: Store, text: str | None) -> str | tuple[str, ...] | None:
    """A method by its name, a group as group:名称, or municipalities with commas between. Raises Unusable."""
    if text is not None and text.startswith("group:"):
        return group_asked(store, text)
    if text is None or (text in METHODS and text != "custom"):
        return text
    codes = tuple(code_of(store, part) for part in text.split(",") if part) if text != "custom" else ()
    if not codes:
        raise Unusable(f"--peers {text}: 比較相手がありません。選び方の名前か、コードか名前を , で区切って指定してください。")
    return codes


def group_asked(store: Store, text: str) -> str:
    with store.reading(Scope()) as con:
        known = [name for (name,) in con.execute('select distinct "group" from membership order by 1').fetchall()]
    if text.removeprefix("group:") not in known:
        raise Unusable(f"--peers {text}: このグループはありません（使えるもの: {'・'.join(known) or 'なし'}）。")
    return text


def write_table(frame: pd.DataFrame, fields: tuple[registry.Field, ...], provenance: exports.Provenance, given: argparse.Namespace) -> None:
    named = tuple(registry.Field(f.name, f.name, f.format, f.meaning) for f in fields) if given.headers == "code" else fields
    content = FORMATS[given.format](frame, named, provenance)
    if given.out:
        given.out.write_bytes(content)
        print(f"{given.out} に書きました（{len(frame)}行）。", file=sys.stderr)
    else:
        sys.stdout.buffer.write(content)


def as_csv(frame: pd.DataFrame, fields: tuple[registry.Field, ...], provenance: exports.Provenance) -> bytes:
    return exports.plain_csv(frame, [field.label for field in fields]).encode()


def as_xlsx(frame: pd.DataFrame, fields: tuple[registry.Field, ...], provenance: exports.Provenance) -> bytes:
    return exports.to_xlsx([(provenance.title, frame, fields)], provenance)


def headed(frame: pd.DataFrame, fields: tuple[registry.Field, ...]) -> pd.DataFrame:
    return frame.set_axis([field.label for field in fields], axis=1)


def as_json(frame: pd.DataFrame, fields: tuple[registry.Field, ...], provenance: exports.Provenance) -> bytes:
    return exports.to_json(headed(frame, fields)).encode()


def as_parquet(frame: pd.DataFrame, fields: tuple[registry.Field, ...], provenance: exports.Provenance) -> bytes:
    return exports.to_parquet(headed(frame, fields))


FORMATS: dict[str, Callable[..., bytes]] = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json, "parquet": as_parquet}


# ---------------------------------------------------------------- what is on record, forms to send out


def run_records(config: Config, given: argparse.Namespace) -> None:
    """Every stored row of a kind in a file that `import` takes as it is."""
    kind = KINDS[given.kind]
    form = given.format or next(iter(forms_of(kind)), "xlsx")
    with readable(config) as (store, model):
        scope = Scope(round=round_asked(given.round), codes=codes_asked(store, given))
        with store.reading(scope) as con:
            content = on_record(con, scope, kind, model, form)
    given.out.write_bytes(content)
    print(f"{given.out} に書きました（{kind.label}）。", file=sys.stderr)


def run_forms(config: Config, given: argparse.Namespace) -> None:
    """One survey form per municipality."""
    round = round_asked(given.round) or ""
    given.out.mkdir(parents=True, exist_ok=True)
    with readable(config) as (store, model):
        scope = Scope(codes=codes_asked(store, given))
        with store.reading(scope) as con:
            made = [(given.out / name).write_bytes(content) for name, content in forms(con, scope, model, round)]
    print(f"{given.out} に回答票を{len(made)}個書きました。")


# ---------------------------------------------------------------- kartes


def run_karte(config: Config, given: argparse.Namespace) -> None:
    """One file per municipality, all of the own prefecture where none is named."""
    from analytics.karte import many, reading  # charts take a moment to load, which no other command needs

    given.out.mkdir(parents=True, exist_ok=True)
    with readable(config) as (store, model):
        with store.reading(Scope()) as con:
            newest = newest_round(con)
        codes = tuple(dict.fromkeys(code_of(store, text) for text in given.municipality)) or reading.everybody(store, config)
        made = reading.records(store, config, model, codes, round_asked(given.round) or newest, peers_asked(store, given.peers))
        written = [(given.out / name).write_bytes(content) for name, content in many.files(made, given.format)]
    print(f"{given.out} に市町村DXカルテを{len(written)}個書きました。")


# ---------------------------------------------------------------- safety, synthetic data


def run_backup(config: Config, given: argparse.Namespace) -> None:
    with writable(config) as (store, _):
        made = backup.backup(store, given.file)
    print(f"{made} に、照合済みのバックアップを作りました。")


def run_restore(config: Config, given: argparse.Namespace) -> None:
    kept = backup.restore(config, given.file)
    print(f"{given.file} から戻しました。" + (f"元のデータベースは {kept} に残してあります。" if kept.exists() else ""))


def run_check(config: Config, given: argparse.Namespace) -> int:
    with readable(config) as (store, _), store.reading(Scope()) as con:
        wrong = list(backup.faults(con))
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(wrong)}件の問題があります。" if wrong else "問題はありません。")
    return REFUSED if wrong else 0


def run_erase(config: Config, given: argparse.Namespace) -> int:
    """Shows what would go, and removes it for good once that is confirmed."""
    with writable(config) as (store, _):
        code = code_of(store, given.municipality) if given.municipality else None
        target = erasing.Target(code, round_asked(given.round), given.respondent)
        with store.reading(Scope()) as con:
            found = erasing.preview(con, store, target)
        print(*found.lines(), sep="\n")
        if not (given.yes or confirmed()):
            print("消去しませんでした。消去するときは --yes を付けてください。", file=sys.stderr)
            return REFUSED
        erasing.erase(store, target)
    print("消去しました。取り消しはできません。")
    return 0


def confirmed() -> bool:
    """Whether the person at the terminal says yes; nobody there is no yes."""
    return sys.stdin.isatty() and input("元に戻せません。消去しますか（はい／いいえ）: ").strip() in ("はい", "y", "yes")


def run_generate(config: Config, given: argparse.Namespace) -> None:
    from analytics.generating.country import synthetic_files  # scipy takes a second to load, which no other command needs

    model = model_of(config)
    given.out.mkdir(parents=True, exist_ok=True)
    files = synthetic_files(model, given.municipalities, given.rounds, given.staff, given.seed, given.out)
    print(f"{given.out} に {len(files)}個のファイルを書きました。")


# ---------------------------------------------------------------- the words of the command line


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m analytics", description="ご近所DXカルテの計算を、ブラウザなしで行います。")
    top.add_argument("--db", type=Path, help="データベースのファイル（環境変数 DXKARTE_DB、設定ファイルより優先）")
    top.add_argument("--config", type=Path, help="設定ファイル（環境変数 DXKARTE_CONFIG より優先）")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_import(commands)
    add_table(commands)
    imports = command(commands, "imports", run_imports, "取込の履歴を表示します")
    imports.add_argument("--json", action="store_true", help="JSONで書きます")
    command(commands, "revert", run_revert, "取込を取り消します").add_argument("batch", type=int, help="受付番号")
    add_records(commands)
    add_karte(commands)
    add_erase(commands)
    command(commands, "sample", run_sample, "サンプルデータを取り込みます")
    add_generate(commands)
    command(commands, "backup", run_backup, "照合済みのバックアップを作ります").add_argument("file", type=Path)
    command(commands, "restore", run_restore, "バックアップから戻します（元のデータベースは残します）").add_argument("file", type=Path)
    command(commands, "check", run_check, "データベースと台帳の整合を確かめます")
    return top


def command(commands: Any, name: str, run: Callable[..., Any], help: str) -> argparse.ArgumentParser:
    added: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help)
    added.set_defaults(run=run)
    return added


def add_import(commands: Any) -> None:
    added = command(commands, "import", run_import, "ファイルを取り込みます")
    added.add_argument("files", nargs="+", type=Path, metavar="FILE")
    added.add_argument("--kind", choices=sorted(KINDS), help="種類（省くと列名から見分けます）")
    added.add_argument("--round", help="調査年度（2025、2025-2）")
    added.add_argument("--municipality", help="市町村（コードか名前）")
    added.add_argument("--sheet", help="ブックのシート名")
    added.add_argument("--answers", choices=["label", "position", "points"], help="回答の書き方")
    added.add_argument("--accept-partial", action="store_true", help="誤りのある行を除いて取り込みます")
    added.add_argument("--dry-run", action="store_true", help="取り込まずに結果だけを示します")
    added.add_argument("--json", action="store_true", help="結果をJSONで書きます")


def add_table(commands: Any) -> None:
    added = command(commands, "table", run_table, "計算した表を書きます")
    added.add_argument("name", choices=list(registry.TABLES), metavar="NAME", help="・".join(registry.TABLES))
    added.add_argument("--round", help="調査年度（省くと最新）")
    added.add_argument("--from", dest="since", help="change・support_effect で比べる元の調査年度（省くと一つ前）")
    added.add_argument("--municipality", action="extend", nargs="+", help="行を絞る市町村（コードか名前）。比べる範囲は変わりません")
    added.add_argument("--peers", help=f"比較相手（{'・'.join(METHODS)}・group:名称、またはコードか名前を , で区切る）")
    added.add_argument("--format", choices=list(FORMATS), default="csv")
    added.add_argument("--out", type=Path, help="書き出すファイル（省くと標準出力）")
    added.add_argument("--headers", choices=["ja", "code"], default="ja", help="見出しの言葉")


def add_records(commands: Any) -> None:
    records = command(commands, "records", run_records, "いまの記録を、そのまま取り込める形で書きます")
    records.add_argument("kind", choices=list(KINDS), metavar="KIND", help="・".join(KINDS))
    records.add_argument("--format", choices=list(RECORD_FORMS), help="省くと xlsx（境界は geojson）")
    records.add_argument("--round", help="調査年度（省くとすべて）")
    forms_sent = command(commands, "forms", run_forms, "送付用の回答票を、市町村ごとに書きます")
    forms_sent.add_argument("--round", required=True, help="調査年度（2025、2025-2）")
    for added, help in ((records, "書き出すファイル"), (forms_sent, "書き出すフォルダー")):
        added.add_argument("--municipality", action="extend", nargs="+", help="市町村（コードか名前、省くとすべて）")
        added.add_argument("--out", type=Path, required=True, help=help)


def add_karte(commands: Any) -> None:
    added = command(commands, "karte", run_karte, "市町村DXカルテを、1団体1ファイルで書きます")
    added.add_argument("municipality", nargs="*", metavar="M", help="市町村（コードか名前、省くとすべて）")
    added.add_argument("--format", choices=["pdf", "xlsx", "html"], default="pdf")
    added.add_argument("--out", type=Path, required=True, metavar="DIR", help="書き出すフォルダー")
    added.add_argument("--round", help="調査年度（省くと最新）")
    added.add_argument("--peers", help=f"比較相手（{'・'.join(METHODS)}・group:名称、またはコードか名前を , で区切る）")


def add_erase(commands: Any) -> None:
    added = command(commands, "erase", run_erase, "市町村・調査年度・受診者の記録を、元のファイルも含めて完全に消します")
    added.add_argument("--municipality", help="市町村（コードか名前）")
    added.add_argument("--round", help="調査年度")
    added.add_argument("--respondent", help="DXリテラシー診断の受診者ID")
    added.add_argument("--yes", action="store_true", help="確かめずに消します")


def add_generate(commands: Any) -> None:
    added = command(commands, "generate", run_generate, "性能試験用の合成データを書きます")
    for name in ("municipalities", "rounds", "staff", "seed"):
        added.add_argument(f"--{name}", type=int, default={"municipalities": 60, "rounds": 3, "staff": 0, "seed": 1}[name])
    added.add_argument("--out", type=Path, required=True)


if __name__ == "__main__":
    sys.exit(main())
