"""Which columns beside the declared ones hold ratings or scores? Those that config names, and those that look like a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from analytics.intake.understanding.another_figure import is_another
from analytics.intake.values import plain
from analytics.kinds import Kind
from analytics.model import Model

QUESTION = re.compile(r"(設問|質問|問題|問|項目|no\.?|q)\s*[-.]?\s*\d+|第\s*\d+\s*問", re.IGNORECASE)
# What says who a person is: never a score, whatever number stands before it.
PERSONAL = re.compile(r"氏名|名前|ふりがな|フリガナ|年齢|年代|性別|生年|誕生日|メール|mail|電話|住所|勤続|採用|職員番号", re.IGNORECASE)
Form = Callable[[str], str]


def gathered_titles(kind: Kind, model: Model) -> tuple[str, ...]:
    """What config calls the columns that a kind gathers."""
    return {"criterion": model.criteria, "score": model.categories}.get(kind.gathers or "", ())


def gathered_labels(kind: Kind, names: Sequence[str], model: Model, forms: Sequence[Form]) -> dict[str, str]:
    """Header → criterion or scored item. `forms`: how headers are compared, the strictest first. Of several headers for an item those
    found by the strictest form are given, and those that mean another figure of it: which is which their user has to tell."""
    free = [name for name in names if not PERSONAL.search(plain(name))]
    found: dict[str, str] = {}
    for form in (*forms, *map(of_last_part, forms)):
        wanted = {form(title): title for title in gathered_titles(kind, model)}
        settled = {title for name, title in found.items() if not is_another(name, [title.casefold()])}
        meant = {name: title for name in free if name not in found and (title := wanted.get(form(name)))}
        found |= {name: title for name, title in meant.items() if title not in settled}
    return found if kind.gathers == "criterion" else {**found, **dict(questions([name for name in free if name not in found]))}


def questions(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """設問1, 問2, Q3, No.4, 項目5 …, also below the name of a group; the first of two alike."""
    given: set[str] = set()
    for name in names:
        item = re.sub(r"\s+", " ", plain(name))
        if item not in given and (QUESTION.match(item) or QUESTION.match(last_part(item))):
            given.add(item)
            yield name, item


def of_last_part(form: Form) -> Form:
    return lambda name: form(last_part(name))


def last_part(name: str) -> str:
    """Joined headers carry the name of their group first."""
    return plain(name).split()[-1] if plain(name) else ""
