"""What keeps the app from opening is said on the page, in one calm Japanese line."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st

from tests.pages.opening import opened


def test_a_damaged_database_is_said_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.duckdb").write_bytes(b"no database at all" * 1000)
    monkeypatch.setenv("DXKARTE_DB", str(tmp_path / "broken.duckdb"))
    st.cache_resource.clear()
    page = opened("overview")
    assert not page.exception
    assert "バックアップ" in page.error[0].value


def test_an_impossible_setting_is_said_with_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.yaml").write_text("peers: {nearest: たくさん}\n", encoding="utf-8")
    monkeypatch.setenv("DXKARTE_CONFIG", str(tmp_path / "config.yaml"))
    st.cache_resource.clear()
    page = opened("overview")
    assert not page.exception
    assert "peers.nearest" in page.error[0].value.replace("\\", "")
