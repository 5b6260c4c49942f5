"""Does config know the positions that a diagnosis names, and the scale on which its questions are answered?

Who is a manager is decided by `literacy.manager_positions`; whoever is not named there counts as staff. So positions that sound
like a manager's and are not named are told of, and so is a diagnosis in which nobody is a manager.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analytics.intake.checking.reader import WARNING, Finding, Reader, finding
from analytics.intake.values import plain
from analytics.model import Model

MANAGERLY = re.compile(
    r"(部|局|次|課|室|所|館|園|場|署|センター|事務局|副市|副町|副村|市|町|村|教育)長(級|職)?$|管理|幹部|参事|理事|監(級|職)?$"
)
MANY = 10
HOW = "管理職とするなら、設定ファイルの literacy.manager_positions に加えてください"
POSITIONS = "select sheet, position, min(line) from respondent where position <> '' group by sheet, position order by 1, 3"


def position_findings(reader: Reader) -> Iterator[Finding]:
    """A warning per sheet at most. Positions are words of the file, no more is told of anybody."""
    managers = {plain(position) for position in reader.model.manager_positions}
    found: dict[int, list[tuple[str, int]]] = {}
    for sheet, position, line in reader.cursor.execute(POSITIONS).fetchall():
        found.setdefault(sheet, []).append((position, line))
    for sheet, named in found.items():
        staff = [position for position, _ in named if plain(position) not in managers]
        doubtful = [position for position in staff if MANAGERLY.search(plain(position))]
        if doubtful:
            message = f"{quoted(doubtful)}は一般職員として数えます。{HOW}"
        elif len(staff) == len(named):
            message = f"管理職として数える職位がありません（{quoted(staff)}は一般職員）。{HOW}"
        else:
            continue
        at = reader.plan.parts[sheet].mapping.columns["position"]
        yield finding(reader, sheet, named[0][1], at, "", WARNING, message)


def quoted(positions: Sequence[str]) -> str:
    return "".join(f"「{name}」" for name in positions[:MANY]) + (f"ほか{len(positions) - MANY}" if len(positions) > MANY else "")


def scale_of(model: Model, instrument: str) -> tuple[float, float]:
    """The least and the most that an answer of this diagnosis can be."""
    return model.opinions.get(instrument, model.scale)


def mark_answers_off_scale(reader: Reader, items: Sequence[str]) -> None:
    """Sets the bits of `faulty` for the answers of questionnaires that are none of their choices."""
    for instrument in reader.model.opinions:
        low, high = scale_of(reader.model, instrument)
        values: dict[str, object] = {"instrument": instrument}
        if items and reader.cursor.execute("select 1 from respondent_row where instrument = $instrument limit 1", values).fetchall():
            off = " | ".join(f"(coalesce(i{place} not between $low and $high, false)::ubigint << {place})" for place in range(len(items)))
            sql = f"update respondent_row set faulty = faulty | ({off}) where instrument = $instrument"
            reader.cursor.execute(sql, values | {"low": low, "high": high})
