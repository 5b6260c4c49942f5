"""How is the product used? The manual of docs/guide in topics, sections, text and pictures, for whoever shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from analytics.config import ROOT

FOLDER = ROOT / "docs" / "guide"
HOME = "http://127.0.0.1:8501/"
"""Where the app stands in the links of the files, so that they lead there from any reader."""
PICTURE = re.compile(r"^!\[(?P<words>[^\]]*)\]\((?P<file>[^)]+)\)$", re.MULTILINE)
TO_TOPIC = re.compile(r"\(\d_(\w+)\.md\)")


@dataclass(frozen=True)
class Picture:
    """A picture between two texts. words: what it shows, for those who do not see it."""

    file: Path
    words: str


def topics(folder: Path = FOLDER) -> dict[str, str]:
    """Topic → its title, in the order of the file names; empty where the manual is not installed."""
    return {named(file): file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for file in files(folder)}


def files(folder: Path = FOLDER) -> list[Path]:
    return sorted(folder.glob("[0-9]_*.md"))


def named(file: Path) -> str:
    """1_first_day.md is the topic first_day."""
    return file.stem.partition("_")[2]


def text(topic: str, folder: Path = FOLDER) -> str:
    """What stands below the title."""
    file = next(file for file in files(folder) if named(file) == topic)
    return file.read_text(encoding="utf-8").partition("\n")[2].strip()


def sections(body: str) -> dict[str, str]:
    """Heading → what stands below it; what stands before the first heading is left out."""
    return {
        heading.strip(): below.strip()
        for heading, _, below in (part.partition("\n") for part in re.split(r"^## ", body, flags=re.MULTILINE)[1:])
    }


def parts(body: str, folder: Path = FOLDER) -> list[str | Picture]:
    """Texts and pictures in their order. Links to the app and between the files lead to the pages of whoever shows them."""
    found: list[str | Picture] = []
    place = 0
    for match in PICTURE.finditer(body):
        found += [body[place : match.start()], Picture((folder / match["file"]).resolve(), match["words"])]
        place = match.end()
    return [
        linked(part.strip()) if isinstance(part, str) else part
        for part in (*found, body[place:])
        if not isinstance(part, str) or part.strip()
    ]


def linked(passage: str) -> str:
    """Headings a size smaller: above them stands the title of the topic."""
    passage = re.sub("^## ", "#### ", passage, flags=re.MULTILINE)
    return TO_TOPIC.sub(r"(guide?topic=\1)", passage).replace(f"({HOME}", "(./")
