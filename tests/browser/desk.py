"""How does a director empty a desk of twenty-seven files? The clicks of it, as a test counts them and as pictures show them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Locator

from tests.browser.driving import Visit
from tests.browser.mixed_files import FAULTY, mixed_files

MENDED = {FAULTY[0]: None, FAULTY[1]: None, FAULTY[2]: 10}
"""What the sender writes into the faulty cell; None: the first of the choices that the comment names."""


class Person:
    """Somebody who clicks, and how often. pictures: the folder for what the screen shows on the way, None for none."""

    def __init__(self, visit: Visit, pictures: Path | None = None) -> None:
        self.visit, self.page, self.clicks, self.pictures = visit, visit.page, 0, pictures

    def click(self, place: Locator) -> None:
        self.clicks += 1
        place.click()

    def drop(self, *files: Path) -> None:
        self.clicks += 1
        self.page.locator('input[type="file"]').set_input_files([str(file) for file in files])
        self.page.get_by_role("button", name="この内容で取り込む").wait_for(timeout=120_000)
        self.visit.looked_at()

    def confirm(self) -> None:
        before = self.visit.receipts()
        self.click(self.page.get_by_role("button", name="この内容で取り込む"))
        self.visit.confirmed(before)

    def choose_file(self, name: str) -> None:
        self.click(self.page.get_by_role("combobox", name="ファイル"))
        self.click(self.page.get_by_role("option", name=name))
        self.visit.settle()
        assert self.page.get_by_role("combobox", name="ファイル").input_value() == name

    def saved(self, name: str) -> bytes:
        with self.page.expect_download() as waiting:
            self.click(self.page.get_by_role("button", name=name).first)
        return Path(waiting.value.path()).read_bytes()

    def picture(self, name: str) -> None:
        if self.pictures:
            self.page.locator('[data-testid="stMain"]').evaluate("main => main.scrollTo(0, 0)")
            self.page.screenshot(path=self.pictures / f"{name}.jpg", type="jpeg", quality=80)


def mended(workbook: bytes, value: Any) -> bytes:
    """As a sender mends it: each red cell with a comment gets what the comment asks for."""
    made = openpyxl.load_workbook(BytesIO(workbook))
    marked = [
        cell for sheet in made.worksheets for row in sheet.iter_rows() for cell in row if cell.comment and "誤り" in cell.comment.text
    ]
    assert marked, "nothing is marked in the workbook for the sender"
    for cell in marked:
        cell.value = value if value is not None else cell.comment.text.partition("使えるのは ")[2].partition("・")[0]
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def empty_the_desk(person: Person, folder: Path) -> None:
    """All files dropped at once and taken in; the faulty ones mended in the workbook for their senders, and taken in too."""
    files = mixed_files(folder)
    assert len(files) == 27
    person.drop(*files)
    person.click(person.page.get_by_text("サンプルデータ（架空のみほん県）をすべて消してから取り込む"))
    person.visit.settle()
    person.confirm()  # the list of municipalities, and what needs none
    person.picture("desk_1_after_the_master")
    person.confirm()  # all others, now that their municipalities are known
    person.picture("desk_2_faulty_files")
    back = []
    for name, value in MENDED.items():
        person.choose_file(name)
        back.append(folder / f"直しました_{Path(name).stem}.xlsx")
        back[-1].write_bytes(mended(person.saved("確認依頼のファイルを保存"), value))
    person.drop(*back)
    person.picture("desk_3_mended_files")
    person.confirm()
    person.click(person.page.get_by_role("button", name="取り込まずに一覧から外す"))
    person.visit.settle()
    person.page.goto(person.visit.address + "/import?part=調査票を送る")
    person.visit.settle()
    person.picture("desk_4_who_has_answered")
