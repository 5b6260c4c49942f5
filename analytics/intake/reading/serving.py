"""How does one file become staged CSV? Runs in the child process, which imports neither pandas nor Streamlit."""

from __future__ import annotations

import codecs
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from analytics.intake.reading.decoding import decode
from analytics.intake.reading.delimited import stage_text
from analytics.intake.reading.staged import Limits, Manifest, Sheet, UnreadableFile, require
from analytics.intake.reading.workbooks import stage_workbook

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OUT_OF_MEMORY = "読み取りに必要なメモリが上限を超えました。不要な行・列の書式を消すか、分割して保存し直してください。"


def stage(source: Path, name: str, into: Path, limits: Limits) -> Manifest:
    """Every table of the file as UTF-8 CSV in `into`. UnreadableFile, one line that begins with the file's name."""
    try:
        encoding, sheets = _stage(Path(source), Path(into), limits)
    except UnreadableFile as error:
        raise UnreadableFile(f"{name}: {error}") from error
    return Manifest(name, encoding, sheets)


def _stage(source: Path, into: Path, limits: Limits) -> tuple[str, list[Sheet]]:
    with source.open("rb") as stream:
        head = stream.read(64)
    size = source.stat().st_size
    if head.startswith((ZIP, OLE)):
        require(size, limits.workbook_bytes, "ブックの大きさ", " バイト")
        return "XLSX" if head.startswith(ZIP) else "XLS", stage_workbook(source, into, limits)
    require(size, limits.csv_bytes, "ファイルの大きさ", " バイト")
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        return "JSON", [_stage_json(source, into)]
    encoding, sheet = stage_text(source, into, limits)
    return encoding, [sheet]


def _stage_json(source: Path, into: Path) -> Sheet:
    """GeoJSON and TopoJSON are handed on as they are, once they are known to be whole and in UTF-8."""
    text, encoding = decode(source.read_bytes())
    if encoding != "UTF-8":
        raise UnreadableFile(f"JSON の文字コードが {encoding} です。UTF-8 で保存し直してください。")
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"{error.lineno} 行目（{error.colno} 文字目）で JSON として読めなくなります。元のデータから保存し直してください。"
        ) from None
    except RecursionError:
        raise UnreadableFile("JSON の入れ子が深すぎます。GeoJSON または TopoJSON を指定してください。") from None
    (into / "0.json").write_text(text, encoding="utf-8", newline="")
    return Sheet("", "0.json", 0, 0, format="json")


# --- the child's side of the conversation: one JSON line in, one out ---------------------------------------------


def serve() -> None:
    """Say that all is imported, then answer requests until the parent closes the pipe. Stray output goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    answers.write(b"{}\n")
    for line in sys.stdin.buffer:
        answer(json.loads(line), answers)


def answer(request: dict, answers: BinaryIO) -> None:
    """One of {manifest}, {unreadable} and {bug}."""
    limits = Limits(**request["limits"])
    try:
        restrain(limits)
        manifest = stage(Path(request["source"]), request["name"], Path(request["into"]), limits)
        reply: dict[str, Any] = {"manifest": manifest.to_dict()}
    except UnreadableFile as error:
        reply = {"unreadable": str(error)}
    except MemoryError:
        reply = {"unreadable": f"{request['name']}: {OUT_OF_MEMORY}", "spent": True}
    except Exception:  # noqa: BLE001 - the parent gets the whole traceback
        reply = {"bug": traceback.format_exc()}
    answers.write(json.dumps(reply).encode("ascii") + b"\n")


def restrain(limits: Limits) -> None:
    """Linux: memory of the process, and CPU time from now on. Windows has no such limits: there the parent's clock
    and the size counted while unpacking must do."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + limits.seconds) + 1
    for kind, value in ((resource.RLIMIT_AS, limits.memory_bytes), (resource.RLIMIT_CPU, seconds)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
