"""Which rows of the bench are to be measured? `python -m bench [--quick] [--only NAME …] [--out FILE]`."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.country import Country, Size
from bench.growth import growth
from bench.import_literacy import import_literacy
from bench.import_survey import import_survey
from bench.import_xlsx import import_xlsx
from bench.issues import issues
from bench.kartes import kartes
from bench.literacy import literacy_rows
from bench.measures import measures
from bench.page import page
from bench.rows import Row, save, table

RESULTS = Path(__file__).parent / "results.json"


@dataclass(frozen=True)
class Run:
    """One run of the bench: where its data lie, how large they are, how often each row is measured."""

    country: Country
    growing: tuple[Size, ...]
    times: int


def start_row(run: Run) -> list[Row]:
    from bench.start import start  # the browser's library only where a browser is asked for

    return start(run.country.folder, run.times)


def interaction_row(run: Run) -> list[Row]:
    from bench.interaction import interaction

    return interaction(run.country, run.times)


BENCHES: dict[str, Callable[[Run], list[Row]]] = {
    "start": start_row,
    "page": lambda run: page(run.country, run.times),
    "interaction": interaction_row,
    "import-survey": lambda run: import_survey(run.country, run.times),
    "import-literacy": lambda run: import_literacy(run.country, run.times),
    "literacy": lambda run: literacy_rows(run.country, run.times),
    "import-xlsx": lambda run: import_xlsx(run.country, run.times),
    "measures": lambda run: measures(run.country, run.times),
    "issues": lambda run: issues(run.country.folder, run.times, *(QUICK_ISSUES if run.times == 1 else ())),
    "kartes": lambda run: kartes(run.country.folder, run.times, 2 if run.times == 1 else None),
    "growth": lambda run: growth(run.country.folder, run.growing, run.times),
}
WITHOUT_BROWSER = tuple(name for name in BENCHES if name not in ("start", "interaction"))

NATION = Size()
GROWING = (Size(435, 5), Size(1_741, 5), Size(1_741, 20))
QUICK = Size(62, 3, 24, 2_000)
QUICK_ISSUES = (180, 300)
QUICK_GROWING = (Size(60, 1, 24), Size(60, 2, 24))


def made_run(folder: Path, quick: bool) -> Run:
    return Run(Country(folder, QUICK if quick else NATION), QUICK_GROWING if quick else GROWING, 1 if quick else 5)


def measured(run: Run, names: Sequence[str]) -> Iterator[Row]:
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        yield from BENCHES[name](run)


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="製品と、その限界（素の比較対象）を並べて測ります。")
    parser.add_argument("--quick", action="store_true", help="小さなデータで1回だけ（試し。数値は目標と比べられません）")
    parser.add_argument("--only", nargs="+", choices=BENCHES, metavar="NAME", help=f"測るもの: {' '.join(BENCHES)}")
    parser.add_argument(
        "--out", type=Path, help="結果の JSON（初期値は bench/results.json。--quick と --only では指定したときだけ書きます）"
    )
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    asked = arguments(given)
    names = asked.only or (WITHOUT_BROWSER if asked.quick else tuple(BENCHES))
    with tempfile.TemporaryDirectory(prefix="dxkarte-bench-") as folder:
        rows = list(measured(made_run(Path(folder), asked.quick), names))
    print(table(rows))
    file = asked.out or (None if asked.quick or asked.only else RESULTS)
    if file:
        save(rows, file)
    return 0


def ended(*_: object) -> None:
    """As an exception, so that servers end and the folder goes away also when the bench is told to stop."""
    sys.exit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, ended)
    sys.exit(main())
