"""Taking in files: put down, look, correct, confirm. Nothing is written before 「この内容で取り込む」."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.errors import Unusable
from analytics.frames import intake as frames
from analytics.intake.checking.summing import summed_up
from analytics.intake.looking import Look
from analytics.sample import drop_sample
from analytics.sentences import intake as says
from pages.manage import tray
from pages.manage.reading_form import reading_form
from pages.manage.remembering import remembering
from pages.manage.sending_back import sending_back
from pages.manage.working import progress
from pages.shared import cached
from pages.shared.product import product
from pages.shared.screen import View, column, sized
from pages.shared.words import fiscal_year

MOST_SHOWN = 500
CHOICE = "import_file"
CHOSEN = "import_chosen"  # the file whose reading is shown, by its content
# Where the figures of a kind stand.
PAGES = {
    "municipalities": ("look/overview.py", "全体状況"),
    "boundaries": ("look/overview.py", "全体状況"),
    "neighbours": ("compare/neighbours.py", "近隣比較"),
    "groups": ("compare/neighbours.py", "近隣比較"),
    "survey": ("look/gap.py", "あるべき姿とのギャップ"),
    "steps": ("look/priority.py", "支援優先度"),
    "targets": ("look/gap.py", "あるべき姿とのギャップ"),
    "indicators": ("compare/indicators.py", "指標"),
    "support_log": ("look/karte.py", "市町村DXカルテ"),
    "support_decisions": ("look/priority.py", "支援優先度"),
}


def uploader(view: View) -> None:
    most = view.product.config.limits
    st.file_uploader(
        f"取り込むファイル（CSV・Excel・GeoJSON。複数選べます。CSVは{most.csv_megabytes}MB、Excelは{most.workbook_megabytes}MBまで）",
        accept_multiple_files=True,
        max_upload_size=most.csv_megabytes,
        key=tray.uploader_key(),
        on_change=tray.put_down,
    )


def receipts() -> None:
    """What became of the files of the last confirmation, with a way to their figures."""
    done = st.session_state.get(tray.DONE, [])
    if st.session_state.pop(tray.STOPPED, False):
        st.info("中止しました。中止する前に取り込み終えたファイルのほかは、何も書き込んでいません。", icon=":material/cancel:")
    taken = [result for result in done if result.receipt]
    for result in done:
        if not result.receipt:
            st.error(tray.shown(frames.said(result.line, {})), icon=":material/error:")
    if len(taken) == 1:
        st.success(tray.shown(taken[0].line), icon=":material/check_circle:")
    elif taken:
        st.success(says.taken([result.receipt or 0 for result in taken]), icon=":material/check_circle:")
        with st.expander("取り込んだファイル"):
            for result in taken:
                st.text(result.line)
    pages = dict.fromkeys(PAGES[result.kind] for result in taken if result.kind in PAGES)
    with st.container(horizontal=True):
        for page, label in pages:
            st.page_link(page, label=f"{label}を見る", icon=":material/arrow_forward:")


def waiting_files(view: View, looks: list[Look]) -> None:
    """The files that wait, what is wrong in them, and what they would change."""
    overview(view, looks)
    refusals(looks)
    chosen = choose_file(looks)
    piece = tray.pieces()[chosen]
    reading_form(view, piece, looks[chosen])
    remembering(piece, looks[chosen])
    findings(view, looks)
    sending_back(piece, looks[chosen])
    changes(view, looks[chosen])


def overview(view: View, looks: Sequence[Look]) -> None:
    """A row per file, no wider than a small screen."""
    counts = dict.fromkeys(("new", "changed", "rejected", "errors", "warnings"), 52)
    widths = sized(frames.FILE_FIELDS, file=160, state=105, kind=148, round=72, unchanged=68, **counts)
    view.table(frames.files(looks, fiscal_year), frames.FILE_FIELDS, "取り込むファイル", key="files", **widths)


def refusals(looks: list[Look]) -> None:
    for look in looks:
        if look.refusal:
            st.error(tray.shown(frames.said(look.refusal, {})), icon=":material/error:")


def choose_file(looks: list[Look]) -> int:
    st.subheader("読み方", anchor=False)
    if len(looks) == 1:
        return 0
    order = sorted(range(len(looks)), key=lambda index: looks[index].examination is not None and not looks[index].errors)
    waiting = tray.pieces()
    by_content = {waiting[index].sha256: index for index in order}
    if st.session_state.get(CHOICE) not in by_content:
        kept = st.session_state.get(CHOSEN)
        st.session_state[CHOICE] = kept if kept in by_content else next(iter(by_content))
    chosen = st.selectbox("ファイル", by_content, format_func=lambda sha256: looks[by_content[sha256]].name, key=CHOICE)
    st.session_state[CHOSEN] = chosen  # a choice that is not drawn while files are looked at would be forgotten
    return by_content[chosen]


def findings(view: View, looks: list[Look]) -> None:
    found = frames.findings(looks, view.product.model)
    if found.empty and any(look.examination is None for look in looks):
        return
    st.subheader("確認結果", anchor=False)
    if found.empty:
        st.success("誤りも注意もありません。", icon=":material/check:")
        return
    drawn = summed_up(found)
    if len(drawn) < len(found) or len(drawn) > MOST_SHOWN:
        st.caption(f"{len(found):,}件を{min(len(drawn), MOST_SHOWN):,}行にまとめて表示しています。保存するファイルにはすべて入ります。")
    hidden = frames.all_alike(found, several_files=len(looks) > 1)
    order = [field.name for field in frames.FINDING_FIELDS if field.name not in hidden]
    st.dataframe(
        drawn.head(MOST_SHOWN),
        hide_index=True,
        column_order=order,
        column_config={field.name: column(field) for field in frames.FINDING_FIELDS}
        | sized(frames.FINDING_FIELDS, severity=50, file=130, sheet=70, cell=55, value=80, message=430, column=200),
        key="import_findings",
    )
    view.downloads(found, frames.FINDING_FIELDS, "取込の確認結果", key="findings")


def changes(view: View, look: Look) -> None:
    found = frames.changes(look, cached.names(), view.product.model)
    if found.empty:
        return
    st.subheader("変わる値", anchor=False)
    st.caption("変わる値の一部（200件まで）です。")
    view.table(found, frames.CHANGE_FIELDS, "変わる値", key="changes", what=st.column_config.TextColumn("対象", width=260))


def confirm(looks: list[Look]) -> None:
    """The one button that writes. Files with errors are refused, unless only their sound rows are asked for."""
    st.subheader("取込", anchor=False)
    partial = any(look.errors and look.can_be_taken_in(True) for look in looks) and st.checkbox(
        "誤りのあるファイルは、正しい行だけ取り込む", key="import_partial", help="外すと、誤りのあるファイルは1行も取り込みません。"
    )
    ready = [look for look in looks if look.can_be_taken_in(partial)]
    replaces_sample = cached.has_sample() and any(look.kind and look.kind.name == "municipalities" for look in ready)
    agreed = not replaces_sample or st.checkbox(
        "サンプルデータ（架空のみほん県）をすべて消してから取り込む。消したサンプルデータは元に戻せません。", key="import_replaces_sample"
    )
    with st.container(horizontal=True):
        st.button(
            confirmation(len(ready)),
            type="primary",
            disabled=not ready or not agreed,
            on_click=tray.begin_taking_in,
            args=(looks, partial, replaces_sample),
            key="import_confirm",
        )
        if st.button("取り込まずに一覧から外す", key="import_discard"):
            tray.put_away(tray.pieces())
            st.rerun()


def confirmation(count: int) -> str:
    return f"この内容で取り込む（{count}ファイル）"


def being_taken_in(view: View) -> None:
    """The files as they stood when their taking in began, and how far it is; nothing of it can be changed meanwhile."""
    taking = st.session_state[tray.TAKING]
    view.lead("ファイルを取り込んでいます。ほかの画面に移っても続きます。")
    progress(tray.TAKING_IN)
    overview(view, taking.looks)
    st.button(confirmation(taking.ready), type="primary", disabled=True, key="import_confirm_given")


@st.dialog("サンプルデータを消す")
def sample_dialog() -> None:
    st.write(
        "架空の「みほん県」のデータと、その市町村について入力したものを、すべて消します。元には戻せません。ほかの市町村のデータは残ります。"
    )
    if not st.button("サンプルデータを消す", type="primary", key="import_drop_sample"):
        return
    try:
        drop_sample(product().store)
    except Unusable as error:
        st.error(tray.shown(str(error)), icon=":material/error:")
        return
    st.rerun()


def sample() -> None:
    if cached.has_sample() and st.button("サンプルデータを消す…", icon=":material/delete:", key="import_sample"):
        sample_dialog()
