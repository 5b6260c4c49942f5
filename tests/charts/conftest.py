"""Every chart that a test builds is held against Vega-Lite's schema."""

from __future__ import annotations

import pytest

from analytics.charts import theme


@pytest.fixture(autouse=True)
def validated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme, "VALIDATES", True)
