"""What is the same on every screen: title, sharing switch, filters, first sentence, chart and table frames, errors."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException

from analytics import VERSION, exports, ledger
from analytics.charts.theme import ROWS, on_dark
from analytics.errors import Unusable
from analytics.intake.giving_out.templates import has_template, template
from analytics.kinds import KINDS, Kind
from analytics.registry import TABLES, Field
from analytics.scope import Scope, Viewer
from analytics.sentences.figures import percent, receipt_numbers
from pages.shared import cached
from pages.shared.asking import viewer
from pages.shared.filters import Filters
from pages.shared.product import Product, product
from pages.shared.words import this_fiscal_year

log = logging.getLogger("dxkarte")
SHARING = "share"


@dataclass(frozen=True)
class View:
    """One screen while it is drawn: who looks, at what, through which filters."""

    title: str
    key: str
    viewer: Viewer
    filters: Filters
    sharing: bool
    product: Product

    @property
    def scope(self) -> Scope:
        """The rows wanted. While the screen is shared only the municipalities chosen by name leave the server."""
        scope = self.filters.scope(self.viewer)
        return scope.of(*(self.filters.codes or ("なし",))) if self.sharing else scope

    @property
    def prefecture_scope(self) -> Scope:
        """All of the prefecture, whatever municipalities are filtered: for sums only while the screen is shared."""
        return Scope(self.viewer, self.filters.round, self.filters.prefecture)

    def scope_of(self, *codes: str) -> Scope:
        """These municipalities wherever they lie, also beyond the border; while the screen is shared those of them chosen by name."""
        seen = tuple(code for code in codes if not self.sharing or code in self.filters.codes)
        return Scope(self.viewer, self.filters.round, "", seen or ("なし",))

    def table_of(self, name: str, scope: Scope | None = None) -> pd.DataFrame:
        return cached.table(name, scope or self.scope, self.filters.peers)

    def lead(self, sentence: str) -> None:
        """The first thing on the page: what the figures say, in one or two sentences."""
        st.markdown(f'<p class="lead" data-testid="lead">{exports_safe(sentence)}</p>', unsafe_allow_html=True)

    def finding(self, sentence: str) -> None:
        """The title over a chart or a table: what it says."""
        st.markdown(f'<p class="finding">{exports_safe(sentence)}</p>', unsafe_allow_html=True)

    def chart(
        self,
        spec: dict[str, Any],
        data: pd.DataFrame | dict[str, pd.DataFrame],
        title: str,
        fields: Sequence[Field] = (),
        key: str = "",
        **frame: Any,
    ) -> Any:
        """A chart under its finding, with its data as a table below. Picture and full screen are in its own toolbar.

        spec: structure without data (from analytics.charts). data: the drawn rows, or several named sets of them.
        """
        self.finding(title)
        if st.context.theme.type == "dark":
            spec = on_dark(spec)
        sets = data if isinstance(data, dict) else {ROWS: data}
        selected = st.vega_lite_chart(
            None, {**spec, "datasets": sets}, width="stretch", alt=title, key=f"{self.key}_{key}_chart" if key else None, **frame
        )
        if fields:
            with st.expander("グラフの数値を表で見る"):
                self.table(sets[ROWS], fields, f"{self.title}_{key}" if key else self.title, key=f"{key}_data")
        return selected

    def table(
        self,
        frame: pd.DataFrame,
        fields: Sequence[Field],
        file_name: str,
        key: str = "",
        notes: Sequence[str] = (),
        most: int | None = None,
        row_height: int | None = None,
        **config: Any,
    ) -> None:
        """A sortable table with CSV and XLSX beside it. Columns without a field are not shown. notes: stand on the export.

        most: so many rows cross to the browser at the most, and the table says so; the exports hold all. row_height: pixels, where
        sentences are to be read in full over several lines.
        """
        shown = [field for field in fields if field.name in frame]
        if most is not None and len(frame) > most:
            st.caption(f"全{len(frame):,}行のうち先頭の{most:,}行を表示しています。絞り込むか、CSV・Excelで保存すると、残りも見られます。")
        st.dataframe(
            frame[[field.name for field in shown]].head(most),
            hide_index=True,
            placeholder="－",
            row_height=row_height,
            column_config={field.name: column(field) for field in shown} | config,
            key=f"{self.key}_{key}_table",
        )
        self.downloads(frame, shown, file_name, key, notes)

    def downloads(self, frame: pd.DataFrame, fields: Sequence[Field], label: str, key: str = "", notes: Sequence[str] = ()) -> None:
        """CSV and XLSX of a table, made when clicked."""
        name = self.file_name(label)
        row = st.container(horizontal=True)
        row.download_button(
            "CSVで保存", lambda: exports.to_csv(frame, fields)[0], f"{name}.csv", "text/csv", key=f"{self.key}_{key}_csv", on_click="ignore"
        )
        row.download_button(
            "Excelで保存",
            lambda: exports.to_xlsx([(label[:31], frame, fields)], replace(self.provenance(label), notes=tuple(notes))),
            f"{name}.xlsx",
            key=f"{self.key}_{key}_xlsx",
            on_click="ignore",
        )

    def file_name(self, label: str) -> str:
        return exports.file_name(label, self.filters.round or "", self.filters.prefecture, datetime.now(), "").rstrip(".")

    def provenance(self, label: str, *kinds: str) -> exports.Provenance:
        return exports.Provenance(
            title=label,
            filters=self.filters.words(),
            rounds=(self.filters.round,) if self.filters.round else (),
            batches=receipts(kinds),
            made_at=datetime.now(),
            version=VERSION,
            sample=cached.has_sample(),
        )

    def source(self, *kinds: str, n: int | None = None, of: int | None = None, rate: str = "回答率") -> None:
        """The line under a figure: as-of round, n and response rate, filters in force, receipt numbers of its files. rate: what n of `of` is."""
        numbers = receipt_numbers([number for number, *_ in receipts(kinds)])
        of = of if self.viewer.is_prefecture else None  # others are not told who is silent: all that they see have answered
        share = f"（{rate} {percent(n, of)}）" if n is not None and of else ""
        parts = [
            *(f"{label}: {exports_safe(value)}" for label, value in self.filters.words()),
            f"n={n}{f'/{of}団体' if of else ''}{share}" if n is not None else "",
            f"絞り込み {self.filters.in_force}件" if self.filters.in_force else "",
            f"取込の受付番号 {numbers}" if numbers else "",
            "サンプルデータ" if cached.has_sample() else "",
        ]
        st.caption(" ｜ ".join(part for part in parts if part))

    def unconfirmed(self) -> None:
        """Until a prefecture has confirmed questionnaire, weights and targets, every page that rests on them says so."""
        if not self.product.config.model.confirmed:
            st.caption("設定は初期値です（調査票・重み・目標・基準は、県が確認するまでこの製品の初期値です）。")

    def empty(self, *kinds: str) -> None:
        """Nothing known: which file is missing, and where to take it in. Ends the page."""
        labels = "」「".join(KINDS[kind].label for kind in kinds)
        st.info(f"まだ表示できるデータがありません。「{labels}」を取り込むと、ここに表示されます。", icon=":material/inbox:")
        if self.viewer.is_prefecture:
            st.page_link("manage/intake.py", label="データ取込を開く", icon=":material/upload_file:")
            for kind in (KINDS[name] for name in kinds if has_template(KINDS[name])):
                self.template(kind)
        st.stop()

    def template(self, kind: Kind) -> None:
        """The workbook to fill in for a kind, for the round in view or this fiscal year's."""
        round = self.filters.round or str(this_fiscal_year())
        st.download_button(
            f"「{kind.label}」の様式を保存（Excel）",
            lambda: template(kind, self.product.model, round),
            exports.file_name(
                f"{kind.label}_様式", round if "round" in kind.by_name else None, self.filters.prefecture, datetime.now(), "xlsx"
            ),
            icon=":material/download:",
            key=f"{self.key}_template_{kind.name}",
            on_click="ignore",
        )


@st.cache_data(max_entries=100, show_spinner=False)
def _receipts(kinds: tuple[str, ...], generation: int) -> tuple[tuple[int, str, str], ...]:
    with product().store.reading(Scope(cached.ANYONE.viewer)) as con:
        return ledger.receipts(con, kinds)


def receipts(kinds: Sequence[str]) -> tuple[tuple[int, str, str], ...]:
    """(receipt number, kind in words, when) of the batches in force of these kinds."""
    return _receipts(tuple(kinds), product().store.generation)


def exports_safe(text: str) -> str:
    """Text that came from a file, shown as text: no HTML, no markdown, no icon."""
    replaced = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"&#{ord(sign)};" if sign in "*_`[]()#~:$!\\|{}" else sign for sign in replaced).replace("\n", " ")


FORMATS: dict[str, Callable[..., Any]] = {
    "integer": lambda field: st.column_config.NumberColumn(field.label, format="localized", help=field.meaning),
    "score": lambda field: st.column_config.NumberColumn(field.label, format="%.1f", help=field.meaning),
    "number": lambda field: st.column_config.NumberColumn(field.label, help=field.meaning),
    "ratio": lambda field: st.column_config.NumberColumn(field.label, format="percent", help=field.meaning),
    "date": lambda field: st.column_config.DateColumn(field.label, format="YYYY-MM-DD", help=field.meaning),
    "round": lambda field: st.column_config.NumberColumn(field.label, format="%d", help=field.meaning),
}


def column(field: Field) -> Any:
    """How a field is shown in a table: its Japanese header, number format and, under ?, its meaning."""
    make = FORMATS.get(field.format)
    return make(field) if make else st.column_config.TextColumn(field.label, help=field.meaning)


def sized(fields: Sequence[Field], **widths: int) -> dict[str, Any]:
    """The same for some fields with their widths in pixels, so that what matters most is seen without moving the table sideways."""
    return {field.name: column(field) | {"width": widths[field.name]} for field in fields if field.name in widths}


def table_fields(name: str) -> Sequence[Field]:
    return TABLES[name].fields


@contextmanager
def screen(title: str, key: str, prefecture_only: bool = False, shareable: bool = True) -> Iterator[View]:
    """Draws what every page has around its own content; faults end in one calm line, bugs in a number to quote."""
    filters: Filters = st.session_state["filters_in_force"]
    head, switch = st.columns([5, 1], vertical_alignment="bottom")
    head.title(title, anchor=False)
    sharing = switch.toggle(
        "画面共有", key=SHARING, bind="query-params", help="選んだ市町村の名前だけを表示し、優先度・順位・調整用の操作を隠します。"
    )
    view = View(title, key, viewer(), filters, bool(sharing), product())
    with calmly(key):
        refuse(view, prefecture_only, shareable)
        yield view


@contextmanager
def calmly(key: str) -> Iterator[None]:
    """What a person can mend ends in one line, a bug in a number to quote; the page stays."""
    try:
        yield
    except (StopException, RerunException):
        raise
    except Unusable as error:
        st.error(str(error), icon=":material/error:")
    except Exception:
        number = secrets.token_hex(3).upper()
        log.exception("page %s failed, number %s", key, number)
        st.error(f"申し訳ありません。この画面を表示できませんでした。管理者に番号 {number} をお伝えください。", icon=":material/error:")


def refuse(view: View, prefecture_only: bool, shareable: bool) -> None:
    if prefecture_only and not view.viewer.is_prefecture:
        st.warning("この画面は県担当だけが使えます。", icon=":material/lock:")
        st.stop()
    if view.sharing and not shareable:
        st.info("画面共有中は、この画面を表示しません。右上の「画面共有」を切ると表示します。", icon=":material/screen_share:")
        st.stop()
    if view.sharing and not view.filters.codes:
        st.info("画面共有中です。左の「市町村」で、画面に出す団体を選んでください。", icon=":material/screen_share:")
        st.stop()
    if cached.has_sample():
        st.markdown('<p class="sample">サンプルデータを表示しています（架空の「みほん県」）。</p>', unsafe_allow_html=True)
