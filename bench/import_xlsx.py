"""How long does it take to read and to take in workbooks, beside python-calamine that merely reads the same cells?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from python_calamine import CalamineWorkbook

from analytics.intake.taking_in import staged
from analytics.store import Store
from bench.country import Country, import_file
from bench.loading import forget, memory_row
from bench.rows import Row, in_turns, row, seconds, within


def import_xlsx(country: Country, times: int) -> list[Row]:
    """Reading alone (what calamine does, and the checks of the package), and all of the way into the database, checkpoint included."""
    small, large = country.workbooks, [country.wide_workbook]
    sheets = f"{len(small)}ブック×{country.sheets_per_book}シート"
    rows = f"1シート {country.wide_rows:,}行×{country.wide_columns}列"
    memory = memory_row(country, "import-xlsx", rows, country.wide_workbook)
    return [*rows_of(country, sheets, small, times), *rows_of(country, rows, large, times), memory]


def rows_of(country: Country, data: str, books: Sequence[Path], times: int) -> list[Row]:
    read_seconds(country, books[:1])
    reading, taking, bare = in_turns(
        times, lambda: read_seconds(country, books), lambda: taken_seconds(country, books), lambda: calamine_seconds(books)
    )
    size = f"{data}、{sum(book.stat().st_size for book in books) / 1e6:.0f}MB"
    return [
        row("import-xlsx（読み取り）", size, reading, bare, "calamineの3倍以内", within(3)),
        row("import-xlsx（取り込みまで）", size, taking, bare, "calamineの3倍以内", within(3)),
    ]


def read_seconds(country: Country, books: Sequence[Path]) -> float:
    def read(store: Store, book: Path) -> None:
        with staged(store, book.name, book):
            pass

    return with_database(country, books, read)


def taken_seconds(country: Country, books: Sequence[Path]) -> float:
    """Raises if a workbook held nothing new."""

    def take(store: Store, book: Path) -> None:
        if not import_file(store, country.model, book):
            raise RuntimeError(f"{book.name}: nothing was taken in")

    return with_database(country, books, take)


def with_database(country: Country, books: Sequence[Path], work: Callable[[Store, Path], None]) -> float:
    file = country.folder / "workbooks.duckdb"
    with country.opened(file) as store:
        took = seconds(lambda: [work(store, book) for book in books])
    forget(file)
    return took


def calamine_seconds(books: Sequence[Path]) -> float:
    def read() -> None:
        for book in books:
            workbook = CalamineWorkbook.from_path(book)
            for name in workbook.sheet_names:
                workbook.get_sheet_by_name(name).to_python()

    return seconds(read)
