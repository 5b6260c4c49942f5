"""What goes back to the sender of a file? The rows as they came, with the faulty cells marked."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import streamlit as st

from analytics.intake.giving_out import sending_back as marking
from analytics.intake.looking import Look, limits
from analytics.intake.taking_in import examine, gazetteer, staged
from analytics.scope import Scope
from pages.manage.tray import Piece
from pages.shared.product import product


def sending_back(piece: Piece, look: Look) -> None:
    """Offered where there is something to mend; made when it is clicked."""
    if look.examination is None or not look.errors + look.warnings:
        return
    with st.container(horizontal=True):
        st.download_button(
            "確認依頼のファイルを保存（Excel）",
            lambda: workbook(piece),
            marking.file_name("", piece.name),
            icon=":material/mark_email_unread:",
            on_click="ignore",
            key=f"import_send_back_{piece.sha256}",
            help="届いたファイルの写しです。直してほしいセルに色とコメントが付きます。直して返してもらえば、そのまま取り込めます。",
        )
        if look.of_several:
            st.download_button(
                "団体ごとに分けて保存（ZIP）",
                lambda: archive(piece),
                f"{Path(marking.file_name('団体別', piece.name)).stem}.zip",
                "application/zip",
                on_click="ignore",
                key=f"import_send_back_each_{piece.sha256}",
                help="誤りや注意のある団体ごとに、その団体の行だけを入れたファイルです。",
            )


def workbook(piece: Piece) -> bytes:
    serving = product()
    with staged(serving.store, piece.name, piece.path, limits(serving.config)) as file:
        found = examine(serving.store, serving.model, file, piece.wishes)
        return marking.findings_workbook(file, found.plan, found.findings)


def archive(piece: Piece) -> bytes:
    serving, out = product(), BytesIO()
    with staged(serving.store, piece.name, piece.path, limits(serving.config)) as file:
        found = examine(serving.store, serving.model, file, piece.wishes)
        with serving.store.reading(Scope()) as con:
            books = marking.by_sender(file, found.plan, found.findings, gazetteer(con))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in books.items():
            package.writestr(name, content)
    return out.getvalue()
