"""What does a mapping become where the user says what a column is?"""

from __future__ import annotations

from dataclasses import replace

from analytics.intake.understanding.plan import Wishes
from analytics.intake.understanding.recognising import PLACE_PARTS, ROUND_PART, Mapping
from analytics.kinds import INDICATORS, MUNICIPALITIES

PART_OF_NAME = "(part of the name)"  # what a column may be assigned to: its words belong to the indicator's name


def with_wishes(mapping: Mapping, wishes: Wishes) -> Mapping:
    """The mapping with the columns that the user assigned by hand; "" takes a column out."""
    for index, target in wishes.columns:
        mapping = assigned(without(mapping, index, target), index, target)
    return mapping


def without(mapping: Mapping, index: int, target: str) -> Mapping:
    """The mapping in which a column means nothing, and no other column the item that it shall mean."""
    is_taken = mapping.kind is not INDICATORS
    doubt = mapping.doubtful.get(index)
    settled = [at for at, what in mapping.doubtful.items() if at == index or (target and what == doubt)]
    return replace(
        mapping,
        columns={name: at for name, at in mapping.columns.items() if at != index},
        place={part: at for part, at in mapping.place.items() if at != index},
        items={at: item for at, item in mapping.items.items() if at != index and not (is_taken and item == target)},
        labels=tuple(at for at in mapping.labels if at != index),
        dimensions=tuple(at for at in mapping.dimensions if at != index),
        guessed=tuple(at for at in mapping.guessed if at != index),
        unmatched={at: what for at, what in mapping.unmatched.items() if at != index},
        doubtful={at: what for at, what in mapping.doubtful.items() if at not in settled},
        unused=tuple(sorted({*mapping.unused, *settled} - {index})),
    )


def assigned(mapping: Mapping, index: int, target: str) -> Mapping:
    if not target:
        return replace(mapping, unused=tuple(sorted((*mapping.unused, index))))
    if target == PART_OF_NAME:
        return replace(mapping, labels=tuple(sorted((*mapping.labels, index))))
    if target in (*PLACE_PARTS, ROUND_PART):
        mapping = replace(mapping, place={**mapping.place, target: index})
        # The master stores name, prefecture and county beside using them to find the row.
        if mapping.kind is not MUNICIPALITIES or target == "code":
            return mapping
    if target in mapping.kind.by_name:
        return replace(mapping, columns={**mapping.columns, target: index})
    return replace(mapping, items={**mapping.items, index: target})
