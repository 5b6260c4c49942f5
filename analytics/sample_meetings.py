"""Which meetings have neighbours in みほん県 held? Two, kept as the product keeps any meeting: slides, notes and what was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analytics import decisions
from analytics.config import Config
from analytics.meeting import composing, notes, record
from analytics.meeting.material import material
from analytics.model import Model
from analytics.scope import Scope
from analytics.store import Store

WHO = "サンプル"


@dataclass(frozen=True)
class Agreed:
    """A decision, and how it stands since. code None: of all at the table; item: the figure it is about, as "step:step0"."""

    text: str
    code: str | None
    owner: str
    due: date
    item: str
    status: str


@dataclass(frozen=True)
class Gathering:
    """round: the newest one known on the day; also: slides shown beside those that the agenda proposes; said: slide → note."""

    name: str
    held: date
    round: str
    codes: tuple[str, ...]
    said: Mapping[str, str]
    agreed: tuple[Agreed, ...]
    also: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


MEETINGS = (
    Gathering(
        name="第1回 朝凪ご近所会議",
        held=date(2025, 7, 2),
        round="2024",
        codes=("99204", "99208", "99341", "99342", "99343", "99402", "99403"),
        said={
            "participants": "初めての顔合わせ。開示に同意していない3団体からは、その場で近況を伺った。",
            "voices:4": "実証を翌年度の予算につなげた例を、県が次の会議までに探す。",
            "steps": "認識共有の進め方は、どの団体も手探り。管理職の研修なら、合同で開けそうだ。",
            "mentors": "梅園市に、各課の話合いの進め方を教えてもらえることになった。",
        },
        agreed=(
            Agreed("管理職の研修を合同で開く", None, "県デジタル推進課", date(2025, 10, 31), "step:step0", "完了"),
            Agreed("窓口の棚卸し表を持ち寄る", "99342", "企画政策課", date(2025, 9, 30), "aspect:character", "完了"),
            Agreed("住民と話し合う場を2地区で試す", "99341", "企画政策課", date(2025, 12, 26), "aspect:community", "完了"),
            Agreed("推進リーダーの役割を文書にする", "99208", "企画政策課", date(2026, 3, 31), "step:step2", "実施中"),
        ),
    ),
    Gathering(
        name="第1回 鏡野ご近所会議",
        held=date(2025, 11, 19),
        round="2025",
        codes=("99205", "99301", "99321", "99322", "99323", "99503"),
        also=("literacy",),
        own=("次年度の合同研修の進め方",),
        said={
            "literacy": "管理職と一般職員で、研修の内容を分けたほうがよい。",
            "shared": "会議録の作成には、どの団体も時間がかかっている。試した結果を見せ合いたい。",
            "own:1": "会場は持ち回り。半日で、午後は各団体の課題を持ち寄る。",
        },
        agreed=(
            Agreed("合同研修の日程と会場の案をつくる", "99205", "デジタル推進課", date(2026, 1, 30), "step:step0", "完了"),
            Agreed("空いた時間を地域の取組に回した例を伝える", "99322", "企画政策課", date(2025, 12, 26), "aspect:linkage", "完了"),
            Agreed("議事録作成支援の共同調達に向けて、仕様の案をつくる", "99503", "総務課", date(2026, 3, 31), "aspect:results", "未着手"),
        ),
    ),
)


def hold_meetings(store: Store, config: Config, model: Model) -> None:
    """Those that are not on record yet. They go with their municipalities when the sample goes."""
    with store.reading(Scope()) as con:
        known = set(record.meetings(con, Scope())["name"])
    for one in MEETINGS:
        if one.name not in known:
            hold(store, config, model, one)


def hold(store: Store, config: Config, model: Model, one: Gathering) -> None:
    seated = material(store, config, model, one.codes, False, one.round)
    made = composing.draft(seated, None, config.meeting.minutes)
    snapshot = composing.frozen(made, one.name, one.held, config.meeting.minutes, [*made.proposed, *one.also], one.own)
    number = record.hold(store, snapshot, seated.table.codes, "", WHO)
    for slide, text in one.said.items():
        notes.take_down(store, number, slide, text, None, WHO)
    for said in one.agreed:
        promise = decisions.promise(store, said.text, one.held, said.code, said.owner, said.due, one.name, one.codes, WHO, said.item)
        if said.status != decisions.STATUSES[0]:
            decisions.change_status(store, promise, said.status, WHO)
