"""Which tables are there? By name: what each column means, and the function that computes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pandas import DataFrame, Series, factorize

from analytics import (
    advice,
    change,
    contradictions,
    decisions,
    factors,
    facts,
    gap,
    issue_edits,
    issues,
    literacy,
    matching,
    mentors,
    next_steps,
    notes,
    priority,
    robustness,
    shared_issues,
    steps,
    support_effect,
    visits,
)
from analytics import peers as peer_methods
from analytics.benchmark import benchmark
from analytics.config import Config
from analytics.errors import Unusable
from analytics.model import Model, Rule
from analytics.peers import Comparison
from analytics.rounds import Rounds
from analytics.scope import Scope
from analytics.store import Store

Format = Literal["code", "text", "integer", "score", "number", "ratio", "date", "round"]


class UnknownTable(Unusable):
    """A table that there is not."""


@dataclass(frozen=True)
class Field:
    """One column: `score` is shown with one digit, `number` with as many as it has, `ratio` in percent with one digit."""

    name: str
    label: str
    format: Format
    meaning: str


@dataclass(frozen=True)
class Ask:
    """All that a table may need to be computed. today: the day from which days and deadlines count."""

    store: Store
    config: Config
    model: Model
    scope: Scope
    peers: str | tuple[str, ...] | None
    nation: bool = True
    today: date = field(default_factory=date.today)
    since: str | None = None

    @property
    def min_lead(self) -> float:
        return self.config.mentors.min_lead

    @property
    def contradictions(self) -> tuple[Rule, ...]:
        return self.model.rules

    @property
    def min_coverage(self) -> float:
        return self.config.measures.min_coverage

    @property
    def rating(self) -> issues.Rating:
        return issues.Rating.of(self.config)

    @property
    def cluster_threshold(self) -> float:
        return self.config.issues.cluster_threshold

    @property
    def partner_threshold(self) -> float:
        return self.config.partners.threshold

    @property
    def comparison(self) -> Comparison:
        return Comparison.of(self.config, self.peers)


@dataclass(frozen=True)
class Table:
    name: str
    label: str
    fields: tuple[Field, ...]
    compute: Callable[[Ask], DataFrame]
    rounds: Rounds = "round_known"


CODE = Field("code", "団体コード", "code", "全国地方公共団体コードの先頭5桁。")
ROUND = Field("round", "調査年度", "round", "調査の年度。同じ年度の2回目は 2025-2。")
ASPECT = Field("aspect", "観点", "text", "As-Is／To-Be の観点。")
QUESTION = Field("question", "設問", "text", "調査票の設問番号。")
COVERAGE = Field("coverage", "回答率", "ratio", "重みで数えた、回答のあった設問の割合。")
AS_IS = Field("as_is", "現状", "score", "回答した設問の重み付き平均（0～100）。回答が足りないときは空欄。")
TARGET = Field("target", "目標", "score", "あるべき姿の目標水準（0～100）。")
GAP = Field("gap", "ギャップ", "score", "目標に足りない点数。目標以上なら 0。")
POSITION = Field("position", "順", "integer", "表の中での順番。")
TO_POINTS = Field("to_points", "次の点数", "score", "引き上げた後の設問の点数。")
ISSUE = Field("no", "No.", "text", "市町村の課題リストでの番号。")
POLICY_FIELD = Field("policy_field", "政策分野", "text", "課題の政策分野。")
PROVIDER = Field("provider", "提供者", "text", "提供者の名前（五十音順。掲載順は優劣を示しません）。")
OFFER = Field("title", "名称", "text", "提供内容の名前。")
MEASURE = Field("measure", "種類", "text", "step・aspect・overall・factor のどれか。")
ITEM = Field("item", "項目", "text", "STEP・観点・要因の名前。overall は as_is（現状）と gap（ギャップ）。")
BETWEEN = (
    Field("round_from", "前の調査年度", "round", "比べる元の調査の年度。"),
    Field("round_to", "後の調査年度", "round", "比べる先の調査の年度。"),
)
INSTRUMENT = Field("instrument", "診断名", "text", "診断・アンケートの名前。")
POSITION_GROUP = Field("position_group", "職位区分", "text", "管理職・幹部職員か一般職員か。空欄は全員。")
UNIT = Field("code", "団体コード・まとまり", "code", "団体コード。複数の団体をまとめた集計では、圏域かグループの名前。")
PEOPLE = Field("n", "人数", "integer", "得点のある人の数（5人単位に丸めた数）。少人数のため非表示のときは空欄。")
HIDDEN = Field("hidden", "少人数のため非表示", "text", "8人に満たない集団と、それが分かってしまう集団は表示しない。")
UNIT_KIND = Field("kind", "集計の単位", "text", "市町村・圏域・グループのどれか。")
CI_LOW = Field("ci_low", "95%区間の下限", "score", "95%信頼区間の下の端。丸めた数値から計算。")
CI_HIGH = Field("ci_high", "95%区間の上限", "score", "95%信頼区間の上の端。丸めた数値から計算。")
PEER = Field("peer", "比較相手", "code", "比較相手の団体コード。")


def of_connection(read: Callable[..., DataFrame], *values: str, cut: bool = True) -> Callable[[Ask], DataFrame]:
    """A function of (connection, scope, values of the ask) as a function of the ask. cut: it compares with nobody."""

    def answered(ask: Ask) -> DataFrame:
        with ask.store.reading(ask.scope, cut=cut) as con:
            return read(con, ask.scope, *(getattr(ask, value) for value in values))

    return answered


def of_store(read: Callable[..., DataFrame], *values: str) -> Callable[[Ask], DataFrame]:
    """The same for a function that opens its reads itself."""
    return lambda ask: read(ask.store, ask.scope, *(getattr(ask, value) for value in values))


def measured(read: Callable[..., DataFrame]) -> Callable[[Ask], DataFrame]:
    return of_connection(read, "min_coverage")


def over_rounds(read: Callable[..., DataFrame], *values: str, whole: bool = False) -> Callable[[Ask], DataFrame]:
    """The same for a function that looks at other rounds than the one asked for. whole: at all of the prefecture, too."""

    def answered(ask: Ask) -> DataFrame:
        open_for = ask.scope.in_round(None)
        with ask.store.reading(open_for.of() if whole else open_for, cut=not whole or bool(open_for.prefecture)) as con:
            return read(con, ask.scope, *(getattr(ask, value) for value in values))

    return answered


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "municipalities",
            "市町村マスタ",
            (
                CODE,
                Field("name", "市町村名", "text", "市町村の名前。"),
                Field("prefecture", "都道府県", "text", "属する都道府県。"),
                Field("category", "区分", "text", "市・町・村・区。"),
                Field("block", "圏域", "text", "県が定める圏域。"),
                Field("population", "人口", "integer", "住民の数（人）。"),
                Field("staff", "一般行政部門職員数", "integer", "一般行政部門の職員の数（人）。"),
                Field("it_staff", "情報担当職員数", "integer", "情報を担当する職員の数（人）。"),
                Field("area_km2", "面積（km²）", "score", "面積（平方キロメートル）。"),
            ),
            of_connection(facts.municipalities),
        ),
        Table(
            "answers",
            "回答",
            (
                CODE,
                ROUND,
                QUESTION,
                Field("points", "点数", "score", "選んだ選択肢の点数。回答がなければ空欄。"),
                Field("normalised", "到達率", "ratio", "点数を設問の最高点で割った割合。"),
                Field("missing_reason", "欠測の理由", "text", "未回答・未調査・対象外・秘匿・判読不能のどれか。"),
                Field("choice", "回答内容", "text", "選んだ選択肢。"),
            ),
            of_connection(facts.answers),
        ),
        Table(
            "steps",
            "STEP得点",
            (
                CODE,
                ROUND,
                Field("step", "STEP", "text", "DX推進手順の段階。"),
                Field("score", "得点", "score", "回答した設問から求めた STEP の得点。回答が足りないときは空欄。"),
                Field("max", "満点", "score", "その年度の調査票での満点。"),
                Field("coverage", "回答率", "ratio", "配点で数えた、回答のあった設問の割合。得点表から取り込んだ得点では空欄。"),
                Field("source", "出所", "text", "answers は回答から、table は取り込んだ STEP 得点表から。"),
            ),
            measured(steps.steps),
        ),
        Table(
            "priority",
            "支援優先度",
            (
                CODE,
                ROUND,
                Field(
                    "support_priority",
                    "支援優先度",
                    "text",
                    "基準に満たない STEP が 0 なら低、1 なら中、2 以上なら高。判定保留と未回答は空欄。",
                ),
                Field("support_content", "支援内容", "text", "支援が必要な STEP の内容。"),
                Field("priority_at_least", "少なくとも", "text", "分かっている STEP だけで言える支援優先度。"),
                Field("reason", "理由", "text", "判定の根拠。"),
            ),
            measured(priority.priority),
        ),
        Table(
            "gap",
            "あるべき姿とのギャップ",
            (CODE, ROUND, ASPECT, AS_IS, TARGET, GAP, Field("surplus", "超過", "score", "目標を上回る点数。"), COVERAGE),
            measured(gap.gap),
        ),
        Table(
            "overall",
            "総合",
            (
                CODE,
                ROUND,
                Field("as_is", "現状（総合）", "score", "分かっている観点の重み付き平均。半分未満しか分からなければ空欄。"),
                Field("gap", "ギャップ（総合）", "score", "分かっている観点のギャップの重み付き平均。半分未満しか分からなければ空欄。"),
                Field("known_aspects", "分かる観点の数", "integer", "現状が分かっている観点の数。"),
            ),
            measured(gap.overall),
        ),
        Table(
            "wheels",
            "両輪",
            (CODE, ROUND, Field("field", "分野", "text", "自治体DX・地域社会DX・接続のどれか。"), AS_IS, COVERAGE),
            measured(gap.wheels),
        ),
        Table(
            "drivers",
            "ギャップの内訳（設問別）",
            (
                CODE,
                ROUND,
                ASPECT,
                QUESTION,
                Field("normalised", "到達率", "ratio", "点数を設問の最高点で割った割合。"),
                Field("contribution", "寄与", "score", "観点のギャップのうち、この設問による点数。合計はギャップに等しい。"),
            ),
            measured(gap.drivers),
        ),
        Table(
            "factors",
            "ギャップ要因",
            (
                CODE,
                ROUND,
                Field("factor", "要因", "text", "ギャップの要因。"),
                Field("severity", "深刻度", "score", "要因に結び付く設問で満点に足りない割合（0～100、高いほど深刻）。"),
                COVERAGE,
            ),
            measured(factors.factors),
        ),
        Table(
            "outcomes",
            "アウトカム",
            (
                CODE,
                ROUND,
                Field("outcome", "アウトカム", "text", "伴走支援のアウトカム。"),
                Field("progress", "進捗", "score", "アウトカムに結び付く設問の重み付き平均（0～100）。"),
                COVERAGE,
            ),
            measured(factors.outcomes),
        ),
        Table(
            "next_steps",
            "次に取り組む項目（案）",
            (
                CODE,
                ROUND,
                ASPECT,
                POSITION,
                QUESTION,
                TO_POINTS,
                Field("as_is_after", "実施後の現状", "score", "ここまでを実施した後の観点の現状。"),
            ),
            measured(next_steps.next_steps),
        ),
        Table(
            "targets",
            "目標",
            (CODE, ROUND, ASPECT, TARGET, Field("source", "出所", "text", "prefecture は県が設定した目標水準、own は市町村自身の目標。")),
            of_connection(facts.targets),
        ),
        Table(
            "change",
            "経年変化",
            (
                CODE,
                *BETWEEN,
                MEASURE,
                ITEM,
                Field("before", "前の値", "score", "前の調査年度の値。二つの年度の調査票で対応する設問だけで求める。"),
                Field("after", "後の値", "score", "後の調査年度の値。二つの年度の調査票で対応する設問だけで求める。"),
                Field("change", "変化", "score", "後の値から前の値を引いた差。両方の年度で分かる項目だけ。"),
                Field(
                    "tied_share",
                    "対応する設問の割合",
                    "ratio",
                    "重みで数えた、二つの年度の調査票で対応する設問の割合。70%未満なら続きとみなさない。",
                ),
            ),
            over_rounds(change.change, "min_coverage", "since"),
        ),
        Table(
            "support_effect",
            "支援の有無と変化",
            (
                *BETWEEN,
                Field("supported", "支援", "text", "前の年度の4月から後の年度の前の3月までに支援記録があるか。"),
                Field("n", "団体数", "integer", "両方の年度で現状（総合）が分かる団体の数。"),
                Field("mean_change", "変化の平均", "score", "現状（総合）の変化の平均（点）。"),
                Field("diff", "差", "score", "支援した団体の平均から、していない団体の平均を引いた差。支援の効果の証明ではない。"),
                Field("ci_low", "差の下限", "score", "差の95%信頼区間（ウェルチ）の下限。どちらかが8団体未満なら空欄。"),
                Field("ci_high", "差の上限", "score", "差の95%信頼区間（ウェルチ）の上限。どちらかが8団体未満なら空欄。"),
            ),
            over_rounds(support_effect.support_effect, "min_coverage", "since", whole=True),
        ),
        Table(
            "peers",
            "比較相手",
            (
                CODE,
                PEER,
                Field("method", "選び方", "text", "比較相手の選び方。"),
                Field("distance", "距離", "score", "近さ（小さいほど近い）。距離のない選び方では空欄。"),
                POSITION,
                ROUND,
                Field("is_adjacent", "隣接", "text", "境界を接しているか。"),
                Field("other_prefecture", "他県", "text", "別の都道府県か。"),
                Field("reason", "理由", "text", "比較相手である理由。"),
            ),
            of_connection(peer_methods.peers, "comparison", "min_coverage", cut=False),
        ),
        Table(
            "benchmark",
            "比較",
            (
                CODE,
                ROUND,
                Field("measure", "種類", "text", "step・aspect・overall・factor・outcome・indicator のどれか。"),
                Field("item", "項目", "text", "STEP・観点・要因・アウトカム・指標の名前。"),
                Field("comparison", "比較の範囲", "text", "比較相手の選び方、prefecture（県内）、nation（取込済みの全団体）。"),
                Field("value", "値", "score", "その団体の値。"),
                Field("n", "団体数", "integer", "値の分かる比較相手の数（本人を除く）。"),
                Field("min", "最小", "score", "比較相手の最小。"),
                Field("q1", "第1四分位", "score", "比較相手の第1四分位（3団体以上のとき）。"),
                Field("median", "中央値", "score", "比較相手の中央値。"),
                Field("q3", "第3四分位", "score", "比較相手の第3四分位（3団体以上のとき）。"),
                Field("max", "最大", "score", "比較相手の最大。"),
                Field("diff", "中央値との差", "score", "値から中央値を引いた差。"),
                Field("rank", "順位", "integer", "比較相手と本人の中での順位（1 が最も良い）。県担当だけ。"),
                Field("percentile", "百分位", "score", "より良くない比較相手の割合（同じ値は半分に数える）。県担当だけ。"),
                Field("place", "位置", "text", "higher は近隣より高い、lower は近隣より低い（伸びしろ）、same は同程度。"),
            ),
            of_store(benchmark, "comparison", "min_coverage", "nation"),
        ),
        Table(
            "contradictions",
            "確認したい点",
            (
                CODE,
                ROUND,
                Field("rule", "決まり", "text", "食い違いを見つけた決まり。"),
                Field("figures", "食い違う数値", "text", "食い違う二つの情報の数値。"),
                Field("question", "尋ねること", "text", "市町村に確認したいこと。判定ではない。"),
                Field("label", "内容", "text", "食い違いの内容。"),
            ),
            of_store(contradictions.contradictions, "min_coverage", "contradictions"),
        ),
        Table(
            "visits",
            "訪問計画",
            (
                CODE,
                ROUND,
                Field("gap", "ギャップ（総合）", "score", "分かっている観点のギャップの重み付き平均（点）。"),
                Field("change", "前回からの変化", "score", "前回の調査からの現状（総合）の変化（点）。両方の回で尋ねた設問だけで比べる。"),
                Field(
                    "days_since_contact",
                    "最後の支援からの日数",
                    "integer",
                    "支援記録の最後の日付から今日までの日数。空欄は一度も記録がない。",
                ),
                Field(
                    "open_promises",
                    "未了の約束",
                    "integer",
                    "会議や訪問での約束のうち、完了していないものの数。参加した会議全体のものを含む。",
                ),
                Field("one_person_it", "情報担当1人以下", "text", "情報担当職員数が1人以下か。分からなければ空欄。"),
                Field("last_contact", "最後の支援", "date", "支援記録にある最後の日付。"),
            ),
            of_store(visits.visits, "min_coverage", "today"),
        ),
        Table(
            "mentors",
            "先行市町村（相談先候補）",
            (
                CODE,
                ROUND,
                ASPECT,
                POSITION,
                Field("mentor", "先行市町村", "code", "相談先の候補の団体コード。"),
                Field("lead", "現状の差", "score", "相談先の候補の現状から、その団体の現状を引いた差（点）。"),
                Field("confirmed", "相談受入", "text", "相談受入可と答えているか。そうでなければ候補（未確認）で、県担当だけに見える。"),
                Field("own", "その団体の現状", "score", "その団体の観点の現状（0～100）。"),
                Field("theirs", "候補の現状", "score", "相談先の候補の観点の現状（0～100）。"),
                Field("is_adjacent", "隣接", "text", "境界を接しているか。"),
                Field("declined", "相談受入 否", "text", "相談を受けないと答えているか。"),
            ),
            of_store(mentors.mentors, "comparison", "min_coverage", "min_lead"),
        ),
        Table(
            "robustness",
            "結果の安定性",
            (
                CODE,
                ROUND,
                Field(
                    "statement",
                    "言い方",
                    "text",
                    "below_peers:観点 は比較相手の中央値より低い、weakest_aspect は目標から最も遠い観点、priority は支援優先度。",
                ),
                Field("holds", "安定", "text", "設問を一つずつ除いても、重みをすべて1にしても変わらないか。判定不可なら空欄。"),
                Field("turns_when", "変わる条件", "text", "結果が変わる、または分からなくなる条件。"),
            ),
            of_store(robustness.robustness, "comparison", "min_coverage"),
        ),
        Table(
            "literacy",
            "DXリテラシー診断",
            (
                UNIT,
                ROUND,
                INSTRUMENT,
                Field("department", "所属", "text", "所属。空欄は全所属。"),
                POSITION_GROUP,
                Field("category", "区分", "text", "診断の区分、アンケートの設問。"),
                PEOPLE,
                Field("mean", "平均", "score", "得点の平均。"),
                Field("sd", "標準偏差", "score", "得点の標準偏差。"),
                HIDDEN,
                UNIT_KIND,
                *(
                    Field(f"band{band}", f"{label}（%）", "integer", f"得点の幅を5等分した{label}にいる人の割合（20人以上の集団だけ）。")
                    for band, label in enumerate(("最も低い帯", "低い帯", "中の帯", "高い帯", "最も高い帯"), 1)
                ),
                Field("agreeing", "肯定的な回答（%）", "integer", "アンケートで上位2つの選択肢を選んだ人の割合。"),
                Field("held", "前回の値", "text", "新しい結果が8人に満たないため、前に公表した値のままか。"),
                CI_LOW,
                CI_HIGH,
            ),
            of_connection(literacy.literacy),
            "literacy_round",
        ),
        Table(
            "literacy_gap",
            "管理職と一般職員の差",
            (
                UNIT,
                ROUND,
                INSTRUMENT,
                Field("category", "区分", "text", "診断の区分、アンケートの設問。"),
                Field("n_manager", "管理職の人数", "integer", "管理職・幹部職員で得点のある人の数（5人単位に丸めた数）。"),
                Field("n_staff", "一般職員の人数", "integer", "一般職員で得点のある人の数（5人単位に丸めた数）。"),
                Field("mean_manager", "管理職の平均", "score", "管理職・幹部職員の得点の平均。"),
                Field("mean_staff", "一般職員の平均", "score", "一般職員の得点の平均。"),
                Field("diff", "差（管理職－一般職員）", "score", "平均の差。プラスは管理職のほうが高い。"),
                CI_LOW,
                CI_HIGH,
                Field("hedges_g", "効果量", "number", "Hedges の g。差を標準偏差で割った大きさ。"),
                UNIT_KIND,
            ),
            of_connection(literacy.literacy_gap),
            "literacy_round",
        ),
        Table(
            "literacy_share",
            "職員アンケートの肯定的な回答",
            (
                UNIT,
                ROUND,
                INSTRUMENT,
                POSITION_GROUP,
                Field("item", "設問", "text", "アンケートの設問。"),
                PEOPLE,
                Field("agreeing", "肯定的な回答（%）", "integer", "上位2つの選択肢を選んだ人の割合。"),
                HIDDEN,
                UNIT_KIND,
            ),
            of_connection(literacy.literacy_share),
            "literacy_round",
        ),
        Table(
            "issues",
            "課題リスト",
            (
                CODE,
                ROUND,
                ISSUE,
                POLICY_FIELD,
                Field("policy_goal", "政策目標", "text", "課題が関わる政策目標。"),
                Field("class_a", "課題（分類A）", "text", "課題の大きな分類。"),
                Field("class_b", "課題（分類B）", "text", "課題の中くらいの分類。"),
                Field("class_c", "課題（分類C）", "text", "課題の細かな分類。"),
                Field("department", "担当部署", "text", "課題を担当する部署。"),
                Field("solution", "課題解決策", "text", "市町村が考える解決策。"),
                Field("objective", "客観評価", "score", "客観の評価項目の平均（1～5）。評価がなければ空欄。"),
                Field("subjective", "主観評価", "score", "主観の評価項目の平均（1～5）。評価がなければ空欄。"),
                Field("score", "得点", "score", "客観評価と主観評価の重み付き平均（1～5）。分かるものだけで求める。"),
                Field("priority", "優先度（計算）", "text", "得点から求めた高・中・低。"),
                Field("own_score", "点数（市町村）", "number", "市町村の課題リストにある点数。"),
                Field("own_priority", "優先度評価（市町村）", "text", "市町村の課題リストにある優先度評価。"),
                Field("differs", "計算との違い", "text", "市町村の優先度評価が計算した優先度と違うか。どちらかがなければ空欄。"),
                Field("own_conflict", "点数との食い違い", "text", "同じリストに、点数が低いのに優先度評価が高い課題があるか。"),
                Field("status", "状況", "text", "未着手・検討中・実施中・完了のどれか。"),
                Field("owner", "担当", "text", "課題の担当者。"),
                Field("due", "期限", "date", "対応の期限。"),
                Field("measure", "対策", "text", "市町村が決めた対策。"),
                Field("renewal", "更改予定年度", "round", "今のシステムを入れ替える予定の年度。"),
                Field("joins", "共同検討への参加意向", "text", "有・無・未定のどれか。"),
                Field(
                    "conflict_with",
                    "食い違う課題のNo.",
                    "text",
                    "同じリストで、点数が低いのに優先度評価が高い課題のうち、点数が最も低いもの。",
                ),
            ),
            of_connection(issues.issues, "rating"),
            "issue_round",
        ),
        Table(
            "issue_edits",
            "課題の対応の履歴",
            (
                CODE,
                ROUND,
                ISSUE,
                Field("text", "課題", "text", "編集したときの課題の内容。"),
                Field("item", "項目", "text", "状況・担当・期限・対策のどれか、または前回と同じ課題かの答え。"),
                Field("old", "前の値", "text", "編集する前の値。なければ空欄。"),
                Field("new", "後の値", "text", "編集した後の値。消したときは空欄。"),
                Field("who", "編集した人", "text", "編集した人の役割。市町村担当は団体コードも。"),
                Field("edited_at", "編集日時", "text", "編集した日時。"),
            ),
            of_connection(issue_edits.history),
            "issue_round",
        ),
        Table(
            "notes",
            "メモ（共有のもの）",
            (
                CODE,
                ROUND,
                Field("item", "項目", "text", "メモの対象。種類と項目（例: aspect:structure）。"),
                Field("text", "メモ", "text", "メモの内容。書き出すのは、読める人を「共有」にしたものだけ。"),
                Field("who", "書いた人", "text", "書いた人の役割。"),
                Field("noted_at", "書いた日時", "text", "いまの内容になった日時。"),
            ),
            of_connection(notes.exported),
        ),
        Table(
            "shared_issues",
            "共通課題",
            (
                Field("cluster", "共通課題の番号", "integer", "同じことを言う課題のまとまりの番号。団体の多い順。"),
                Field("label", "共通課題", "text", "まとまりの中心にある課題、または利用者が付けた名前。"),
                ROUND,
                CODE,
                ISSUE,
                Field("similarity", "近さ", "number", "中心にある課題との文の近さ（0～1）。"),
                Field("n_municipalities", "団体数", "integer", "このまとまりに課題のある市町村の数。"),
                Field(
                    "joint_procurement",
                    "共同調達・共同利用の検討候補",
                    "text",
                    "2団体以上の更改予定年度が2年以内にあるか、2団体以上に参加意向があるか。",
                ),
                POLICY_FIELD,
                Field("issue", "課題", "text", "課題の内容。"),
                Field("adjacent", "隣接", "text", "このまとまりに、境界を接する団体の組があるか。"),
                Field("by_hand", "手で確定", "text", "利用者がまとめ方や名前を決めたか。"),
            ),
            of_connection(shared_issues.shared_issues, "cluster_threshold", cut=False),
            "issue_round",
        ),
        Table(
            "matches",
            "課題に合う提供内容",
            (
                CODE,
                ROUND,
                ISSUE,
                PROVIDER,
                OFFER,
                Field("score", "近さ", "number", "課題と提供内容の文の近さ（0～1）。掲載順は優劣を示しません。"),
                Field("words", "共通する言葉", "text", "課題と提供内容の両方にある言葉。"),
            ),
            of_connection(matching.matches, "partner_threshold", cut=False),
            "issue_round",
        ),
        Table(
            "partners",
            "ソリューション・シーズ",
            (
                PROVIDER,
                OFFER,
                Field("type", "種別", "text", "提供者の種別。"),
                Field("field", "分野", "text", "提供内容の分野。"),
                Field("region", "対応地域", "text", "提供できる地域。"),
                Field("description", "説明", "text", "提供内容の説明。"),
                Field("contact", "連絡先", "text", "提供者の連絡先。"),
            ),
            of_connection(matching.partners),
        ),
        Table(
            "advice",
            "支援メニュー案",
            (
                CODE,
                ROUND,
                POSITION,
                Field("kind", "種類", "text", "menu は県の支援メニュー、programme は国等の制度、model はリファレンスモデル、case は事例。"),
                Field("id", "番号", "text", "モデル・事例の番号、または名称。"),
                Field("title", "名称", "text", "支援メニュー・制度・モデル・事例の名称。"),
                Field("because", "理由", "text", "応える要因の深刻度とページ、基準に満たない STEP、残りの枠、締切、出典のページ。"),
            ),
            of_store(advice.advice, "min_coverage", "today"),
        ),
        Table(
            "indicators",
            "指標",
            (
                CODE,
                Field("indicator", "指標", "text", "公表されている指標の名前。"),
                Field("year", "年", "round", "値の年。"),
                Field("value", "値", "score", "指標の値。"),
                Field("unit", "単位", "text", "値の単位。"),
            ),
            of_connection(facts.indicators),
        ),
        Table(
            "support_log",
            "支援記録",
            (
                CODE,
                Field("date", "日付", "date", "支援した日。"),
                Field("type", "種別", "text", "ヒアリング・研修・伴走支援・会議のどれか。"),
                Field("title", "件名", "text", "支援の件名。"),
                Field("method", "方法", "text", "対面かリモートか。"),
            ),
            of_connection(facts.support_log),
        ),
        Table(
            "decisions",
            "決定事項",
            (
                Field("meeting", "会議", "text", "決定した会議。訪問での約束は「訪問」。"),
                Field("date", "日付", "date", "決定した日。"),
                Field("code", "団体コード", "code", "約束した市町村。会議全体の決定では空欄。"),
                Field("text", "決定事項", "text", "決めたこと、約束したこと。"),
                Field("owner", "担当", "text", "行う人や部署。"),
                Field("due", "期限", "date", "いつまでに行うか。"),
                Field("status", "状況", "text", "未着手・実施中・完了・取りやめのどれか。"),
                Field("decision", "番号", "integer", "決定事項の番号。"),
                Field("item", "関係する数値", "code", "決定事項がどの数値についてのものか（種類と項目）。"),
            ),
            of_connection(decisions.decisions, cut=False),
        ),
        Table(
            "kpi",
            "計画KPI",
            (
                CODE,
                Field("kpi", "KPI", "text", "計画の成果指標の名前。"),
                Field("year", "年度", "round", "値の年度。"),
                Field("baseline", "基準値", "score", "計画の出発点の値。"),
                Field("target", "目標値", "score", "計画の目標の値。"),
                Field("actual", "実績", "score", "その年度の実績の値。"),
                Field("progress", "達成度", "score", "基準値から目標値までのうち、実績が進んだ割合（%）。どれかが分からなければ空欄。"),
                Field("plan", "計画", "text", "KPI を定めた計画。"),
                Field("owner", "責任者", "text", "KPI の責任者。"),
            ),
            of_connection(facts.kpi),
        ),
    )
}


def compute(
    store: Store,
    config: Config,
    model: Model,
    name: str,
    scope: Scope,
    peers: str | Iterable[str] | None = None,
    nation: bool = True,
    today: date | None = None,
    since: str | None = None,
) -> DataFrame:
    """The table `name` in its declared columns, more may follow. peers: a method's name or the codes chosen.
    nation: whether `benchmark` also compares with all loaded, which no page shows. today: None is the clock's.
    since: the round that `change` and `support_effect` begin with; None is the one before.

    A round or year of digits alone becomes a number here, at the very end. Raises UnknownTable and UnknownPeers.
    """
    chosen = peers if peers is None or isinstance(peers, str) else tuple(peers)
    return with_numbers(read(Ask(store, config, model, scope, chosen, nation, today or date.today(), since), name))


def read(ask: Ask, name: str) -> DataFrame:
    """The table with its rounds and years as they are stored."""
    if name not in TABLES:
        raise UnknownTable(f"表「{name}」はありません（使えるもの: {'・'.join(TABLES)}）")
    return TABLES[name].compute(ask)


def with_numbers(table: DataFrame) -> DataFrame:
    return table.assign(**{name: numbered(table[name]) for name in ("round", "year", "round_from", "round_to") if name in table})


def numbered(round: Series) -> Series:
    """Rounds as people write them: 2025 as a number, 2025-2 as a text; all of one type unless both kinds occur."""
    places, years = factorize(round)
    numbers = [int(year) if year.isdigit() else year for year in years]
    if round.isna().any() or any(isinstance(number, str) for number in numbers):
        return (
            Series([None if place < 0 else numbers[place] for place in places], round.index, dtype=object).infer_objects().convert_dtypes()
        )
    return Series(numbers, dtype="int64").take(places).set_axis(round.index)


def fields(name: str, model: Model, columns: Iterable[str]) -> tuple[Field, ...]:
    """What the columns of a computed table mean, in their order; the step columns of `priority` come from the model."""
    declared = {field.name: field for field in TABLES[name].fields}
    return tuple(declared.get(column) or step_field(column, model) for column in columns)


def step_field(step: str, model: Model) -> Field:
    label = next((s.label for paper in reversed(model.questionnaires) for s in paper.steps if s.id == step), step)
    return Field(step, f"{step.upper()} {label}", "score", f"{label}の得点。")
