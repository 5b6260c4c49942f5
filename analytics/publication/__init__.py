"""What of the literacy diagnosis is published? From single respondents and summed-up groups to the one table that everybody reads.

Made anew whenever the rows of a diagnosis change (import, revert, removal), inside the same transaction. Read in this order: `when`,
`diagnosis` (one round of one diagnosis, step by step), `people`, `sums`, `deciding` (what may be shown, with `disclosure`),
`memory` (what was shown before), `writing` (rounding, and the table).

Somebody may have kept what was published yesterday. If one person has come since, the difference of the two tables is that
person. So a municipality of which a shown group changed by 1 to 7 people keeps its earlier figures (`held`) until more have
changed, and so does a pool; the newer rows wait in the database. A change of who counts as a manager is such a change too.
Of a summed-up group only its number of people says how many changed: corrected means are published at once.
"""

from analytics.publication.people import NO_DEPARTMENT, SOURCES, TooManyCategories
from analytics.publication.when import (
    before_erasing,
    faults,
    follow,
    hand_on_settings,
    publish,
    publish_if_set_anew,
    settings_row,
    told_by,
)

__all__ = [
    "NO_DEPARTMENT",
    "SOURCES",
    "TooManyCategories",
    "before_erasing",
    "faults",
    "follow",
    "hand_on_settings",
    "publish",
    "publish_if_set_anew",
    "settings_row",
    "told_by",
]
