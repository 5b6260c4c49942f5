"""What may a file cost, and what is known of it once it lies staged as plain CSV?"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from analytics.errors import Unusable

MEGABYTE = 1_000_000


class UnreadableFile(Unusable):
    """The file cannot be taken in as it is; the message says where and what to do."""


@dataclass(frozen=True)
class Limits:
    """Bounds of one file; beyond them it is refused with the found and the allowed value."""

    csv_bytes: int = 600 * MEGABYTE
    workbook_bytes: int = 30 * MEGABYTE
    csv_rows: int = 3_000_000
    columns: int = 2_000
    unpacked_bytes: int = 300 * MEGABYTE
    unpack_ratio: int = 100
    cell_characters: int = 32_767
    memory_bytes: int = 2_000 * MEGABYTE
    seconds: float = 120
    sheet_cells: int = 20_000_000  # calamine keeps the whole rectangle: about 32 bytes per cell, empty or not
    csv_cells: int = 400_000_000  # one long row among millions of short ones would be padded to gigabytes


@dataclass(frozen=True)
class Sheet:
    """One staged table. merged: [first row, first column, last row, last column], 0-based; path: inside the folder."""

    name: str
    path: str
    rows: int
    columns: int
    hidden: bool = False
    merged: list[list[int]] = field(default_factory=list)
    uncalculated: list[str] = field(default_factory=list)
    format: str = "table"


@dataclass(frozen=True)
class Manifest:
    """What lies staged of one file. encoding: UTF-8, CP932, UTF-16, XLSX, XLS or JSON."""

    name: str
    encoding: str
    sheets: list[Sheet]

    def to_dict(self) -> dict:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict) -> Manifest:
        return cls(values["name"], values["encoding"], [Sheet(**sheet) for sheet in values["sheets"]])


def require(found: int, allowed: int, what: str, unit: str) -> None:
    """Refuse what exceeds a limit, naming both values."""
    if found > allowed:
        raise UnreadableFile(
            f"{what}が上限を超えています（{found:,}{unit}、上限 {allowed:,}{unit}）。分割するか、不要な部分を削除してください。"
        )
