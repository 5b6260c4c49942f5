"""How does a file go wrong on its way? Bytes lost, doubled, swapped; re-encoded, re-zipped, renamed, mixed with another."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.fuzz.seeds import Seed, unzipped, zipped

SUFFIXES = ("csv", "txt", "tsv", "xlsx", "xls", "xlsm", "json", "geojson", "pdf", "")
WRONG = ("euc_jp", "iso2022_jp", "utf-32", "utf-7", "cp1252", "big5", "gb18030")
READABLE = ("utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be")
Mutation = Callable[[Seed, Random, list[Seed]], Seed]


def span(raw: bytes, random: Random, most: int = 200) -> tuple[int, int]:
    start = random.randrange(len(raw) + 1)
    return start, min(len(raw), start + random.randint(1, most))


def flipped(raw: bytes, random: Random) -> bytes:
    made = bytearray(raw)
    for _ in range(random.choice((1, 1, 2, 8))):
        if made:
            made[random.randrange(len(made))] ^= 1 << random.randrange(8)
    return bytes(made)


def cut(raw: bytes, random: Random) -> bytes:
    return raw[: random.randrange(len(raw) + 1)]


def removed(raw: bytes, random: Random) -> bytes:
    start, end = span(raw, random)
    return raw[:start] + raw[end:]


def doubled(raw: bytes, random: Random) -> bytes:
    start, end = span(raw, random)
    return raw[:end] + raw[start:]


def swapped(raw: bytes, random: Random) -> bytes:
    (a, b), (c, d) = sorted((span(raw, random), span(raw, random)))
    return raw if c < b else raw[:a] + raw[c:d] + raw[b:c] + raw[a:b] + raw[d:]


def inserted(raw: bytes, random: Random) -> bytes:
    at = random.randrange(len(raw) + 1)
    odd = (b"\0", b'"', b"\xff", b"\r", b",", b"\x1b$B", "市".encode(), "市".encode("cp932"), "\ufffd".encode(), random.randbytes(5))
    return raw[:at] + random.choice(odd) + raw[at:]


def separator_of(seed: Seed) -> str:
    return (seed.separator or ",")[0]


BYTES = (flipped, cut, removed, doubled, swapped, inserted)


def in_bytes(seed: Seed, random: Random, others: list[Seed]) -> Seed:
    return replace(seed, content=random.choice(BYTES)(seed.content, random))


def renamed(seed: Seed, random: Random, others: list[Seed]) -> Seed:
    return replace(seed, name=f"{seed.name.rpartition('.')[0]}.{random.choice(SUFFIXES)}")


def recoded(seed: Seed, random: Random, others: list[Seed]) -> Seed:
    """In another encoding: one that is read, one that is not, or read as what it was not."""
    text = seed.content.decode(seed.codec or "utf-8", "ignore")
    codec = random.choice((*READABLE, *WRONG))
    if random.random() < 0.3:
        garbled = text.encode("utf-8").decode(random.choice(("cp932", "latin-1")), "ignore")
        return replace(seed, content=garbled.encode("utf-8"), codec="garbled" if garbled != text else "utf-8")
    return replace(seed, content=text.encode(codec, "replace"), codec=codec)


def mixed(seed: Seed, random: Random, others: list[Seed]) -> Seed:
    """The lines of another file in its own encoding among the lines of this one."""
    other = random.choice([other for other in others if other.form == "text"])
    at = seed.content.find(b"\n", random.randrange(len(seed.content) + 1)) + 1
    both = "".join(dict.fromkeys((seed.separator or ",") + (other.separator or ",")))
    return replace(seed, content=seed.content[:at] + cut(other.content, random) + seed.content[at:], separator=both)


def shuffled_lines(seed: Seed, random: Random, others: list[Seed]) -> Seed:
    text = seed.content.decode(seed.codec or "utf-8", "ignore")
    lines = text.splitlines(keepends=True)
    where = random.randrange(len(lines)) if lines else 0
    change = random.choice(("swap", "double", "drop", "blank", "columns"))
    if change == "swap":
        random.shuffle(lines)
    elif change == "double":
        lines[where:where] = lines[where : where + 1]
    elif change == "drop":
        del lines[where : where + 1]
    elif change == "blank":
        lines[where:where] = ["\n"] * random.randint(1, 3)
    elif lines:
        names = lines[0].rstrip("\r\n").split(separator_of(seed))
        random.shuffle(names)
        lines[0] = separator_of(seed).join(names) + lines[0][len(lines[0].rstrip("\r\n")) :]
    return replace(seed, content="".join(lines).encode(seed.codec or "utf-8", "replace"))


def cell_changed(seed: Seed, random: Random, others: list[Seed]) -> Seed:
    """Another writing of one value: what people type."""
    text = seed.content.decode(seed.codec or "utf-8", "ignore")
    odd = ("１，２３４", "▲5", "△ 3", "(3)", "1.234.567", "1e3", "0x1F", "nan", "inf", "－", "x", "n/a", "12人", "3割", "=1+1", "2025/2/30", "R7.4.1", "98201.0", " 98201", "髙", "½", "Ⅳ", "①", "1 234", "−0", "TRUE", "0.1.2")  # fmt: skip
    cells = text.split(separator_of(seed))
    cells[random.randrange(len(cells))] = random.choice(odd)
    return replace(seed, content=separator_of(seed).join(cells).encode(seed.codec or "utf-8", "replace"))


def member_changed(seed: Seed, random: Random, others: list[Seed]) -> Seed:
    """Bytes of one part of a workbook changed, and the package made whole again, so that the change gets as far as the reader."""
    members = dict(unzipped(seed.content))
    name = random.choice(list(members))
    change = random.choice((*BYTES, "drop", "exchange"))
    if change == "drop":
        del members[name]
    elif change == "exchange":
        other = random.choice(list(members))
        members[name], members[other] = members[other], members[name]
    else:
        members[name] = change(members[name], random)  # type: ignore[operator]
    return replace(seed, content=zipped(members))


TEXT: tuple[Mutation, ...] = (in_bytes, in_bytes, in_bytes, renamed, recoded, mixed, shuffled_lines, cell_changed, cell_changed)
BOOK: tuple[Mutation, ...] = (in_bytes, renamed, member_changed, member_changed, member_changed)
OTHER: tuple[Mutation, ...] = (in_bytes, in_bytes, in_bytes, renamed)
OF_FORM = {"text": TEXT, "book": BOOK, "json": OTHER, "old_book": OTHER}


def mutated(seed: Seed, random: Random, others: list[Seed]) -> tuple[Seed, list[str]]:
    """The seed after one to three mutations, and their names. One in fifty stays as it is."""
    names: list[str] = []
    for _ in range(random.choice((1, 1, 1, 2, 2, 3)) if random.random() > 0.02 else 0):
        mutation = random.choice(OF_FORM[seed.form])
        if mutation is member_changed and "in_bytes" in names:
            continue  # no longer a package
        if seed.codec == "garbled":
            break
        try:
            seed = mutation(seed, random, others)
        except (UnicodeError, zipfile.BadZipFile, zlib.error):
            continue  # the codec cannot say it
        names.append(mutation.__name__)
    return seed, names
