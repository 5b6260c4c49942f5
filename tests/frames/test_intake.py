"""What is on record of every kind that has a form can be shown, whatever its columns are."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.config import ROOT
from analytics.frames.intake import held, held_fields
from analytics.intake.by_hand import FORMS
from analytics.kinds import SURVEY, Kind
from analytics.model import load_model

MODEL = load_model(ROOT / "data" / "model")


@pytest.mark.parametrize("kind", [kind for kind in FORMS if kind is not SURVEY], ids=lambda kind: kind.name)
def test_a_row_on_record_is_shown_with_the_names_of_its_municipalities(kind: Kind) -> None:
    row = {
        name: "98201" if kind.by_name[name].type == "municipality" else None for name in (*kind.key, *kind.values) if name in kind.by_name
    }
    shown = held(pd.DataFrame([row | {"batch": 3}]), kind, {"98201": "みずほ市"}, MODEL)
    fields = [field.name for field in held_fields(kind)]
    assert set(fields) <= set(shown.columns) and len(set(fields)) == len(fields)
    codes = [column.name for column in kind.columns if column.type == "municipality"]
    assert [shown.iloc[0][name.replace("code", "municipality")] for name in codes] == ["みずほ市"] * len(codes)
