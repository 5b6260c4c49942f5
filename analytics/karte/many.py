"""How do the kartes of many municipalities become files? One after another, told as they are made, as files or as one ZIP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import Literal
from zipfile import ZIP_DEFLATED, ZipFile

from analytics import exports, pictures
from analytics.karte.content import TITLE, Karte, karte
from analytics.karte.page import html
from analytics.karte.pdf import MODULES, pdf
from analytics.karte.reading import Records
from analytics.karte.workbook import xlsx
from analytics.sentences import paper

FormName = Literal["pdf", "xlsx", "html"]
AT_ONCE = 2
"""Database, charts and typesetting all work outside Python's lock: two at once use two cores."""


@dataclass(frozen=True)
class Form:
    """label: as people call it; needs: the libraries beside those that the app starts with."""

    label: str
    make: Callable[[Karte], bytes]
    mime: str
    needs: tuple[str, ...] = ()

    @property
    def missing(self) -> str:
        """What to install before this form can be made; empty where all is there."""
        try:
            pictures.check_installed(*self.needs)
        except pictures.NotInstalled as absent:
            return str(absent)
        return ""


FORMS: dict[FormName, Form] = {
    "pdf": Form("PDF（A4横1枚）", pdf, "application/pdf", MODULES),
    "xlsx": Form("Excel", xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "html": Form("HTML（1ファイル）", html, "text/html", ("vl_convert", pictures.FONT_PACKAGE)),
}


def file_name(made: Karte, form: FormName) -> str:
    return exports.file_name(f"{TITLE}_{made.name}", made.round, made.prefecture, made.today, form)


def files(records: Records, form: FormName, told: Callable[[str], None] = lambda step: None) -> Iterator[tuple[str, bytes]]:
    """Name and content of one file per municipality, in order, each told while it is waited for. `told` may raise to end the work."""

    def make(code: str) -> tuple[str, bytes]:
        made = karte(records, code)
        return file_name(made, form), FORMS[form].make(made)

    pool = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="karte")
    try:
        waiting = [pool.submit(make, code) for code in records.codes]
        for place, (code, future) in enumerate(zip(records.codes, waiting, strict=True), 1):
            told(paper.making(place, len(waiting), records.names[code]))
            yield future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def archive(records: Records, form: FormName, told: Callable[[str], None] = lambda step: None) -> bytes:
    """A ZIP of them; names that meet get the municipality's place before them."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for place, (name, content) in enumerate(files(records, form, told), 1):
            packed.writestr(f"{place:02}_{name}" if name in packed.namelist() else name, content)
    return out.getvalue()
