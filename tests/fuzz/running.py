"""How are thousands of files judged at once, when each may hang or kill the process that reads it?"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Queue
from random import Random

from tests.fuzz.judging import HANG_SECONDS, REFUSED, TAKEN, WRONG, Verdict, judged, new_world
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import Seed, seeds

SEED, COUNT, WORKERS = 20261123, 10_000, 2
FILES_PER_WORKER = 2_500  # a fresh database now and then


def file_of(number: int, seed: int, begun: list[Seed]) -> tuple[Seed, list[str]]:
    """The file of this number: the same for every run with this seed."""
    random = Random(f"{seed}-{number}")
    return mutated(random.choice(begun), random, begun)


def work(pipe: Connection, seed: int, begun: list[Seed]) -> None:
    """One process that judges the files whose numbers it is sent."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        world = new_world(Path(folder))
        pipe.send(None)
        while (number := pipe.recv()) is not None:
            pipe.send(judged(world, file_of(number, seed, begun)[0]))
        world.store.close()


class Worker:
    """A process that may die or hang over a file: then that is the verdict, and another takes its place."""

    def __init__(self, seed: int, begun: list[Seed]) -> None:
        self.arguments = (seed, begun)
        self._begin()

    def _begin(self) -> None:
        self.pipe, other = multiprocessing.get_context("spawn").Pipe()
        self.process = multiprocessing.get_context("spawn").Process(target=work, args=(other, *self.arguments), daemon=True)
        self.process.start()
        other.close()
        self.pipe.recv()
        self.files = 0

    def verdict(self, number: int) -> Verdict:
        if self.files >= FILES_PER_WORKER:
            self.end()
            self._begin()
        self.files += 1
        self.pipe.send(number)
        try:
            if self.pipe.poll(2 * HANG_SECONDS):
                return self.pipe.recv()
            fault = "hang: no answer"
        except EOFError:
            fault = f"death of the process ({self.process.exitcode})"
        self.process.kill()
        self._begin()
        return Verdict(WRONG, fault)

    def end(self) -> None:
        self.pipe.send(None)
        self.process.join(10)
        self.process.kill()


def verdicts(count: int, seed: int, begun: list[Seed]) -> Iterator[tuple[int, Verdict]]:
    """Number and verdict of each file, as they come."""
    numbers, found = iter(range(count)), Queue[tuple[int, Verdict]]()
    workers = [Worker(seed, begun) for _ in range(min(WORKERS, count))]

    def share(worker: Worker) -> None:
        for number in numbers:  # one iterator for all: who is done takes the next
            found.put((number, worker.verdict(number)))
        worker.end()

    with ThreadPoolExecutor(len(workers)) as pool:
        shares = [pool.submit(share, worker) for worker in workers]
        for _ in range(count):
            yield found.get(timeout=15 * HANG_SECONDS)
        for done in shares:
            done.result()


def run(count: int, seed: int, keep: Path | None = None, with_old_books: bool = True) -> list[str]:
    """Judges the files, prints what is wrong as it is found and a summary, keeps the wrong files. One line per wrong file."""
    began, begun = time.monotonic(), seeds(with_old_books)
    found, wrong = [], []
    for number, verdict in verdicts(count, seed, begun):
        found.append(verdict)
        if verdict.outcome == WRONG:
            wrong.append(f"file {number} {described(number, seed, begun)}: {verdict.detail}")
            print(wrong[-1], flush=True)
            if keep:
                kept(keep, number, seed, begun, verdict.detail)
        if len(found) % 1_000 == 0:
            print(f"{len(found):,} files, {len(wrong)} wrong, {time.monotonic() - began:.0f} s", flush=True)
    print(summary(found, time.monotonic() - began))
    return wrong


def described(number: int, seed: int, begun: list[Seed]) -> str:
    file, names = file_of(number, seed, begun)
    return f"({file.name}, {file.codec or file.form}, {'+'.join(names) or 'untouched'})"


def kept(folder: Path, number: int, seed: int, begun: list[Seed], detail: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file, _ = file_of(number, seed, begun)
    (folder / f"{number}_{file.name}").write_bytes(file.content)
    (folder / f"{number}.txt").write_text(f"{described(number, seed, begun)}\n{detail}\n", encoding="utf-8")


def summary(found: Sequence[Verdict], seconds: float) -> str:
    outcomes = Counter(verdict.outcome for verdict in found)
    reasons = Counter(verdict.detail for verdict in found if verdict.outcome == REFUSED)
    rows = sum(verdict.rows for verdict in found)
    lines = [
        f"{len(found):,} files in {seconds:.0f} s, slowest {max(verdict.seconds for verdict in found):.1f} s",
        f"taken {outcomes[TAKEN]:,} ({rows:,} rows), refused {outcomes[REFUSED]:,}, wrong {outcomes[WRONG]:,}",
        *(f"{count:6,}  {why}" for why, count in reasons.most_common(40)),
    ]
    return "\n".join(lines)
