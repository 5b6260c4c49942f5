"""The files that wait: what their user corrected stays, and one that fails does not hold up the others."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from streamlit.testing.v1 import AppTest

from pages.manage.tray import LOOKS, PIECES, Piece
from tests.pages.opening import opened, serving

MASTER = "団体コード,市町村名,都道府県\n98101,あ町,試験県\n".encode()


def waiting(folder: TemporaryDirectory[str], name: str, content: bytes | None) -> Piece:
    piece = Piece(name, name.encode().hex(), folder)
    if content is not None:
        piece.path.write_bytes(content)
    return piece


def test_a_file_on_which_the_looking_fails_is_put_away_and_the_others_are_looked_at(tmp_path: Path) -> None:
    with serving(tmp_path / "db.duckdb"):
        app = opened("import")
        folder = TemporaryDirectory(dir=tmp_path)
        gone, sound = waiting(folder, "消えた.csv", None), waiting(folder, "市町村.csv", MASTER)
        app.session_state[PIECES] = {piece.sha256: piece for piece in (gone, sound)}
        said = [box.value for _ in range(12) for box in app.run().error]
        assert any("番号" in line for line in said)
        assert list(app.session_state[PIECES]) == [sound.sha256]
        assert [look.name for look in app.session_state[LOOKS].values()] == ["市町村.csv"] and not app.error


def test_each_file_that_is_chosen_after_another_is_shown(tmp_path: Path) -> None:
    with serving(tmp_path / "db.duckdb"):
        app = opened("import")
        folder = TemporaryDirectory(dir=tmp_path)
        pieces = [waiting(folder, f"市町村{sign}.csv", MASTER.replace("あ".encode(), sign.encode())) for sign in "いろは"]
        app.session_state[PIECES] = {piece.sha256: piece for piece in pieces}
        for _ in range(12):
            app.run()
        for piece in pieces + pieces[::-1]:
            next(box for box in app.selectbox if box.label == "ファイル").set_value(piece.sha256).run()
            assert next(box for box in app.selectbox if box.label == "ファイル").value == piece.sha256


def dropped_twice() -> None:
    from io import BytesIO

    import streamlit as st

    from analytics.intake.understanding.plan import Wishes
    from pages.manage import tray

    for wishes in (Wishes(kind="municipalities"), None):
        upload = BytesIO(b"code\n98101\n")
        upload.name = "a.csv"
        st.session_state[tray.uploader_key()] = [upload]
        tray.put_down()
        if wishes:
            tray.correct(tray.pieces()[0], wishes)
    st.text(f"{len(tray.pieces())} {tray.pieces()[0].wishes.kind}")


def test_dropping_the_same_file_again_keeps_what_its_user_corrected(tmp_path: Path) -> None:
    with serving(tmp_path / "db.duckdb"):
        app = AppTest.from_function(dropped_twice, default_timeout=60).run()
        assert app.text[0].value == "1 municipalities"


def begun_twice() -> None:
    import streamlit as st

    from pages.manage.working import begin, finished

    begun = [begin("work", "", lambda told, number=number: number) for number in (1, 2)]
    course = finished("work")
    st.text(f"{begun} {course.given() if course else None}")


def test_a_double_click_begins_the_work_once() -> None:
    assert AppTest.from_function(begun_twice, default_timeout=60).run().text[0].value == "[True, False] 1"
