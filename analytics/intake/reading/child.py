"""Who reads a file that may be hostile? A child process with limits, kept warm between files."""

from __future__ import annotations

import atexit
import contextlib
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from analytics.errors import Cancelled
from analytics.intake.reading.staged import Limits, Manifest, UnreadableFile

__all__ = ["Limits", "Manifest", "UnreadableFile", "cancel_reading", "stage_file"]

FILES_PER_CHILD = 50
# -I keeps the environment and the working directory out; the paths of this process are handed over instead.
PROGRAM = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from analytics.intake.reading.serving import serve; serve()"
ROOT = str(Path(__file__).resolve().parents[3])
ADVICE = "不要な行・列の書式を消すか、分割して保存し直してください。"


class Child:
    """One reading process. It ends when its pipe is closed, so it cannot outlive this process."""

    def __init__(self) -> None:
        paths = json.dumps([ROOT, *(path for path in sys.path if path)])
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115 - as long-lived as the child, closed by close()
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", "-c", PROGRAM, paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.complaints,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self.process.stdin and self.process.stdout
        self.requests, self.answers = self.process.stdin, self.process.stdout
        self.files, self.expired, self.cancelled = 0, False, False
        if not self.answers.readline():
            self.process.wait()
            self.complaints.seek(0)
            complaint = self.complaints.read().decode("utf-8", "replace")
            self.close()
            raise RuntimeError(f"the reading process does not start\n{complaint}")

    def usable(self) -> bool:
        return not (self.expired or self.cancelled) and self.process.poll() is None and self.files < FILES_PER_CHILD

    def ask(self, request: dict, seconds: float) -> dict | None:
        """The answer; None if the child died or was killed at the end of its time."""
        self.files += 1
        clock = threading.Timer(seconds, self._expire)
        clock.start()
        try:
            self.requests.write(json.dumps(request).encode("ascii") + b"\n")
            self.requests.flush()
            line = self.answers.readline()
        except OSError:
            return None
        finally:
            clock.cancel()
        return json.loads(line) if line.endswith(b"\n") else None

    def _expire(self) -> None:
        self.expired = True
        self.process.kill()

    def cancel(self) -> None:
        self.cancelled = True
        self.process.kill()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(OSError):  # an unsent request to a dead child
            self.requests.close()
        self.answers.close()
        self.complaints.close()


_turn = threading.Lock()
_whose = threading.Lock()  # held while somebody sets or looks at whose file is read, so that no other's is cancelled
_child: Child | None = None
_reading: int | None = None  # the thread whose file the child reads


def stage_file(source: Path, name: str, into: Path, limits: Limits = Limits(), begun: Callable[[], object] = lambda: None) -> Manifest:
    """Every table of `source` as UTF-8 CSV in the folder `into`. Threads wait for their turn; begun: called when it has come, and may
    raise Cancelled. UnreadableFile: one line that begins with `name`; Cancelled: see cancel_reading; RuntimeError: a bug, with
    the child's traceback."""
    request = {
        "source": str(Path(source).resolve()),
        "name": name,
        "into": str(Path(into).resolve()),
        "limits": asdict(limits),
    }
    with _turn:
        child = _warm()
        reply = _asked(child, request, limits.seconds, begun)
        if reply is None or "bug" in reply or "spent" in reply:
            _discard()
    if reply is None and child.cancelled:
        raise Cancelled()
    return _manifest(reply, name, limits)


def _asked(child: Child, request: dict, seconds: float, begun: Callable[[], object]) -> dict | None:
    """Whoever cancels before `begun` is heard by it, whoever cancels later by the child."""
    _now_reads(threading.get_ident())
    try:
        begun()
        return child.ask(request, seconds)
    finally:
        _now_reads(None)


def _now_reads(thread: int | None) -> None:
    global _reading
    with _whose:
        _reading = thread


def cancel_reading(thread: int | None = None) -> None:
    """Ends the reading that goes on in another thread (threading.get_ident(); None: in whichever): its stage_file raises
    Cancelled. Nothing happens where nothing is read."""
    with _whose:
        if _child is not None and _reading is not None and thread in (None, _reading):
            _child.cancel()


def _manifest(reply: dict | None, name: str, limits: Limits) -> Manifest:
    if reply is None:
        bounds = f"時間 {limits.seconds} 秒、メモリ {limits.memory_bytes / 1e6:,.0f} MB"
        raise UnreadableFile(f"{name}: 読み取り中に制限を超えました（{bounds}）。{ADVICE}")
    if "bug" in reply:
        raise RuntimeError(f"{name}: reading failed in the child process\n{reply['bug']}")
    if "unreadable" in reply:
        raise UnreadableFile(reply["unreadable"])
    return Manifest.from_dict(reply["manifest"])


def _warm() -> Child:
    global _child
    if _child is None or not _child.usable():
        _discard()
        _child = Child()
    return _child


def _discard() -> None:
    global _child
    if _child is not None:
        _child.close()
        _child = None


atexit.register(_discard)
