"""Which kinds of file are there? Each declared once: reader, checks, tables, template and texts all come from here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Type = Literal[
    "municipality",
    "round",
    "year",
    "text",
    "integer",
    "number",
    "date",
    "choice",
    "question",
    "step",
    "aspect",
    "indicator",
    "answer",
    "identifier",
]
CONSENT_KINDS = ("推進状況アンケート", "STEP得点表", "目標", "支援記録", "市町村マスタ", "自由記述", "課題リスト", "DXリテラシー診断")
CONSENT_LEVELS = ("実名", "匿名", "集計のみ")


@dataclass(frozen=True)
class Column:
    """One column that a file of a kind may have. low and high bound numbers, choices are the words allowed.

    synonyms: (word, choice) pairs of what people write instead. ids: the cell names things of the model, one or several.
    """

    name: str
    label: str
    type: Type = "text"
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    low: float | None = None
    high: float | None = None
    example: str = ""
    help: str = ""
    units: tuple[str, ...] = ()
    ids: Literal["step", "factor"] | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """What people call it; its name is what we do."""
        return (self.label, *self.aliases)

    @property
    def titles(self) -> tuple[str, ...]:
        return (self.label, self.name, *self.aliases)


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    key: the columns that say which stored row a row of the file replaces.
    spread: where a file may have one column per item (question, step, …), the key column those items stand for;
    value: the column that then holds the cell. Such kinds and private ones keep one `reason` per row, all others a map `reasons`.
    gathers: what the columns are called that a file may have beside the declared ones; they are stored together.
    prefecture_rows: a row may be about the prefecture itself instead of a municipality.
    telling: columns one of which a file has to have to be recognised by its header alone; where there are none, nearly all have to fit.
    also_called: what files of the kind are called beside its label.
    private: single persons stand in its rows: no original is kept, nothing of a row is ever shown or given out. There are millions
    of them, so what holds is marked among what the batches said, not written a second time.
    of_groups: small groups of people stand in its rows: they are kept as other rows are, but nothing of them is given out either.
    """

    name: str
    label: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    spread: str | None = None
    value: str | None = None
    gathers: Literal["criterion", "score"] | None = None
    prefecture_rows: bool = False
    by_hand: bool = False
    private: bool = False
    telling: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()
    of_groups: bool = False
    stored: tuple[str, ...] = field(default=())

    @property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def values(self) -> tuple[str, ...]:
        """The stored columns beside the key. `stored` names them where they differ from the file's own; ratings stand in one more."""
        own = self.stored or tuple(c.name for c in self.columns if c.name not in self.key)
        return (*own, "criteria") if self.gathers == "criterion" else own

    @property
    def whole_rows(self) -> bool:
        """Whether a row is replaced as a whole; else each column is held by the newest batch that had it."""
        return bool(self.spread) or self.private

    @property
    def confidential(self) -> bool:
        """Whether its rows, its originals and what its findings quote stay in the database."""
        return self.private or self.of_groups

    @property
    def required(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.required)


HAVE_OR_NOT = (("○", "有"), ("〇", "有"), ("◯", "有"), ("有り", "有"), ("あり", "有"), ("×", "無"), ("無し", "無"), ("なし", "無"))
YES_OR_NO = (("○", "可"), ("〇", "可"), ("◯", "可"), ("×", "否"), ("不可", "否"))

CODE = Column(
    "code",
    "団体コード",
    "municipality",
    aliases=(
        "市町村名",
        "団体名",
        "自治体名",
        "市区町村名",
        "市町村",
        "市区町村",
        "自治体",
        "市区町村コード",
        "市町村コード",
        "全国地方公共団体コード",
        "地方公共団体コード",
        "自治体コード",
        "都道府県・市区町村",
        "地域",
        "コード",
    ),
    required=True,
    example="99201",
    help="5桁または6桁の団体コード、または市町村名",
)
ROUND = Column(
    "round", "調査年度", "round", aliases=("年度", "回", "調査回"), example="2025", help="2025、令和7年度、R7。同じ年度の2回目は 2025-2"
)

MUNICIPALITIES = Kind(
    "municipalities",
    "市町村マスタ",
    "1行が1市町村",
    ("code",),
    (
        CODE,
        Column(
            "name", "市町村名", aliases=("団体名", "自治体名", "市区町村名", "市区町村名(漢字)", "名称"), required=True, example="みほん市"
        ),
        Column("prefecture", "都道府県", aliases=("都道府県名", "都道府県名(漢字)", "県名"), example="みほん県"),
        Column("category", "区分", "choice", choices=("市", "町", "村", "区"), aliases=("市町村区分",), example="市"),
        Column("kana", "カナ", aliases=("よみ", "ふりがな", "フリガナ", "市区町村名(カナ)", "読み"), example="ミホンシ"),
        Column("county", "郡", aliases=("郡名",), example=""),
        Column("block", "圏域", aliases=("ブロック", "広域圏", "地域ブロック", "振興局"), example="中央"),
        Column(
            "population",
            "人口",
            "integer",
            aliases=("人口(人)", "総人口", "住基人口"),
            low=0,
            high=5_000_000,
            example="32000",
            units=("人",),
        ),
        Column(
            "staff",
            "一般行政部門職員数",
            "integer",
            aliases=("職員数", "一般行政職員数", "一般行政部門の職員数"),
            low=0,
            high=50_000,
            example="279",
            units=("人", "名"),
        ),
        Column(
            "it_staff",
            "情報担当職員数",
            "integer",
            aliases=("情報担当", "情シス職員数", "DX担当職員数"),
            low=0,
            high=2_000,
            example="2",
            units=("人", "名"),
        ),
        Column(
            "area_km2",
            "面積",
            "number",
            aliases=("面積(km2)", "面積(㎢)", "総面積"),
            low=0,
            high=3_000,
            example="155.1",
            units=("km2", "km²", "㎢", "平方キロメートル"),
        ),
        Column("households", "世帯数", "integer", low=0, high=3_000_000, example="13000", units=("世帯",)),
        Column(
            "aged_ratio", "高齢化率", "number", aliases=("高齢化率(%)", "65歳以上割合"), low=0, high=100, example="33.5", units=("%", "％")
        ),
        Column("class", "類似団体区分", aliases=("類型", "類似団体類型"), example="Ⅰ－１"),
        Column("cio", "CIO", aliases=("CIOの有無",), example="副市長"),
        Column("plan", "推進計画の有無・期間", aliases=("推進計画",), example="有（2024～2028）"),
        Column("council", "会議体", example="DX推進本部"),
        Column("contact", "担当課・担当者", aliases=("担当課",), example="総務課"),
        Column("accepts_questions", "相談受入可", "choice", choices=("可", "否"), synonyms=YES_OR_NO, example="可"),
    ),
    also_called=("市町村一覧", "市区町村一覧", "団体一覧", "自治体一覧"),
)
BOUNDARIES = Kind(
    "boundaries",
    "境界",
    "1行が1市町村の区域（GeoJSON または TopoJSON）",
    ("code",),
    (CODE,),
    stored=("geometry", "borders", "longitude", "latitude"),
)
NEIGHBOURS = Kind(
    "neighbours",
    "隣接",
    "1行が隣り合う2団体",
    ("code_a", "code_b"),
    (
        Column("code_a", "団体コードA", "municipality", aliases=("市町村A", "団体A", "code5"), required=True, example="99201"),
        Column("code_b", "団体コードB", "municipality", aliases=("市町村B", "団体B", "neighbour_code5"), required=True, example="99202"),
        Column("note", "備考", example="フェリー"),
    ),
    by_hand=True,
)
GROUPS = Kind(
    "groups",
    "グループ",
    "1行が1団体の参加",
    ("group", "code"),
    (
        Column("group", "グループ", aliases=("グループ名", "名称", "広域連合", "事務組合"), required=True, example="中央広域連合"),
        CODE,
        Column("note", "備考"),
    ),
    by_hand=True,
    also_called=("広域連合", "事務組合"),
)
SURVEY = Kind(
    "survey",
    "推進状況アンケート",
    "1行が1団体の回答（横持ち）または1つの回答（縦持ち）",
    ("round", "code", "question"),
    (
        ROUND,
        CODE,
        Column("question", "設問", "question", aliases=("設問番号", "設問ID", "質問", "問"), example="q01"),
        Column("answer", "回答", "answer", aliases=("回答内容", "選択肢"), example=""),
    ),
    spread="question",
    value="answer",
    stored=("choice", "points", "text"),
)
STEPS = Kind(
    "steps",
    "STEP得点表",
    "1行が1団体のSTEP得点",
    ("round", "code", "step"),
    (
        ROUND,
        CODE,
        Column("step", "STEP", "step", example="step0"),
        Column("score", "得点", "number", aliases=("点数", "スコア"), low=0, example="15", units=("点",)),
    ),
    spread="step",
    value="score",
)
TARGETS = Kind(
    "targets",
    "目標",
    "1行が1つの目標",
    ("round", "code", "aspect"),
    (
        ROUND,
        CODE,
        Column("aspect", "観点", "aspect", required=True, example="character"),
        Column("target", "目標値", "number", aliases=("目標",), low=0, high=100, required=True, example="70", units=("点",)),
    ),
    spread="aspect",
    value="target",
    by_hand=True,
)
INDICATORS = Kind(
    "indicators",
    "指標",
    "1行が1つの値",
    ("code", "indicator", "year"),
    (
        CODE,
        Column("indicator", "指標", "indicator", aliases=("指標名", "項目", "表章項目"), example="マイナンバーカードの保有状況"),
        Column("year", "年", "year", aliases=("年度", "調査年", "時点", "時間軸", "時間軸（年次）"), example="2024"),
        Column("value", "値", "number", aliases=("数値", "実数"), example="72"),
        Column("unit", "単位", example="%"),
    ),
    spread="indicator",
    value="value",
)
SUPPORT_LOG = Kind(
    "support_log",
    "支援記録",
    "1行が1回の支援",
    ("code", "date", "type", "title"),
    (
        CODE,
        Column("date", "日付", "date", aliases=("実施日", "年月日"), required=True, example="2025-06-12"),
        Column("type", "種別", "choice", choices=("ヒアリング", "研修", "伴走支援", "会議"), required=True, example="ヒアリング"),
        Column("title", "件名", aliases=("title", "名称", "内容（件名）", "タイトル"), required=True, example="現状の聞き取り"),
        Column(
            "method",
            "方法",
            "choice",
            choices=("対面", "リモート"),
            synonyms=(("オンライン", "リモート"), ("Web", "リモート"), ("訪問", "対面")),
            example="対面",
        ),
        Column("participants", "人数", "integer", aliases=("参加人数",), low=0, high=10_000, example="4", units=("人", "名")),
        Column("counterpart", "相手先", example="総務課"),
        Column("staff", "担当", aliases=("担当者",), example=""),
        Column("note", "内容", aliases=("備考", "メモ"), example=""),
        Column("next", "次回予定", "date", example="2025-09-10"),
    ),
    prefecture_rows=True,
    by_hand=True,
    also_called=("支援の記録", "支援履歴"),
)
CONSENTS = Kind(
    "consents",
    "開示の同意",
    "1行が1つの同意",
    ("code", "kind"),
    (
        CODE,
        Column(
            "kind",
            "データの種類",
            "choice",
            choices=CONSENT_KINDS,
            aliases=("種類", "対象データ"),
            required=True,
            example="推進状況アンケート",
        ),
        Column("level", "開示の範囲", "choice", choices=CONSENT_LEVELS, aliases=("範囲", "レベル"), required=True, example="実名"),
        Column("date", "日付", "date", aliases=("同意日",), example="2025-05-01"),
        Column("given_by", "承諾者", example="総務課長"),
    ),
    by_hand=True,
)
DECISIONS = Kind(
    "support_decisions",
    "支援希望・県の決定",
    "1行が1団体の1年度の決定",
    ("round", "code"),
    (
        ROUND,
        CODE,
        Column("wish", "支援希望", "choice", choices=("有", "無", "未確認"), synonyms=HAVE_OR_NOT, example="有"),
        Column("decision", "県の決定", "choice", choices=("支援する", "見送る", "検討中"), example="支援する"),
        Column("why", "決定の理由", aliases=("理由",), example=""),
        Column("date", "日付", "date", example="2025-07-31"),
    ),
    by_hand=True,
    telling=("wish", "decision"),
)

INSTRUMENT = Column("instrument", "診断名", aliases=("診断の種類", "アンケート名"), example="DXリテラシー診断")
DEPARTMENT = Column("department", "所属", aliases=("部署", "所属部署", "所属課", "担当課名"), example="総務課")
POSITION = Column("position", "職位", aliases=("役職", "職階", "役職区分", "職位区分"), required=True, example="課長")
SCORES = tuple(f"score{number}" for number in range(1, 61))
LITERACY = Kind(
    "literacy",
    "DXリテラシー診断（個票）",
    "1行が1人の受診結果",
    ("round", "code", "instrument", "respondent"),
    (
        ROUND,
        CODE,
        INSTRUMENT,
        Column("respondent", "受診者ID", "identifier", aliases=("受診者番号", "回答者ID", "職員ID", "ID"), required=True, example="A001"),
        DEPARTMENT,
        POSITION,
    ),
    gathers="score",
    private=True,
    stored=("department", "position", *SCORES),
)
LITERACY_GROUPS = Kind(
    "literacy_groups",
    "DXリテラシー診断（集計済み）",
    "1行が1つの職位・所属・区分の集計",
    ("round", "code", "instrument", "department", "position", "category"),
    (
        ROUND,
        CODE,
        INSTRUMENT,
        DEPARTMENT,
        POSITION,
        Column("category", "区分", aliases=("カテゴリ", "カテゴリー", "診断区分", "分野"), required=True, example="総合"),
        Column(
            "n",
            "人数",
            "integer",
            aliases=("受診者数", "回答者数", "n"),
            low=0,
            high=100_000,
            required=True,
            example="24",
            units=("人", "名"),
        ),
        Column("mean", "平均", "number", aliases=("平均点", "平均値"), example="61.5", units=("点",)),
        Column("sd", "標準偏差", "number", aliases=("SD",), low=0, example="12.3", units=("点",)),
    ),
    of_groups=True,
)
ISSUES = Kind(
    "issues",
    "課題リスト",
    "1行が1つの課題",
    ("round", "code", "no"),
    (
        ROUND,
        CODE,
        Column("no", "No.", "identifier", aliases=("No", "№", "番号", "課題番号", "課題No."), required=True, example="1"),
        Column("policy_field", "政策分野", aliases=("分野",), example="行政手続"),
        Column("policy_goal", "政策目標", example="来庁しなくても手続できる"),
        Column("class_a", "課題（分類A）", aliases=("課題(分類A)", "課題 (分類 A)", "分類A", "大分類"), example="オンライン手続が少ない"),
        Column(
            "class_b", "課題（分類B）", aliases=("課題(分類B)", "課題 (分類 B)", "分類B", "中分類"), example="対象手続の整理ができていない"
        ),
        Column("class_c", "課題（分類C）", aliases=("課題(分類C)", "課題 (分類 C)", "分類C", "小分類"), example="担当課ごとに様式が異なる"),
        Column("department", "担当部署", aliases=("担当課", "所管課", "所管部署"), example="総務課"),
        Column("solution", "課題解決策", aliases=("解決策", "解決の方向性"), example="手続を棚卸しし、様式をそろえる"),
        Column("own_priority", "優先度評価", aliases=("優先度",), example="高"),
        Column("own_score", "点数", "number", aliases=("評価点", "合計点"), example="3.8", units=("点",)),
        Column("group", "グループ", aliases=("課題グループ",), example=""),
        Column("measure", "対策", aliases=("対応策",), example=""),
        Column("owner", "担当", aliases=("担当者", "責任者"), example=""),
        Column("due", "期限", "date", aliases=("対応期限", "完了予定日"), example="2026-03-31"),
        Column("status", "状況", "choice", choices=("未着手", "検討中", "実施中", "完了"), aliases=("進捗", "進捗状況"), example="検討中"),
        Column("budget", "予算", aliases=("予算額",), example=""),
        Column("system", "現行システム", aliases=("システム",), example=""),
        Column("vendor", "ベンダー", aliases=("事業者", "委託先"), example=""),
        Column("renewal", "更改予定年度", "year", aliases=("更改年度", "更新予定年度"), example="2027"),
        Column(
            "joins",
            "共同検討への参加意向",
            "choice",
            choices=("有", "無", "未定"),
            synonyms=(*HAVE_OR_NOT, ("検討中", "未定")),
            aliases=("参加意向",),
            example="有",
        ),
    ),
    gathers="criterion",
    telling=("class_a", "class_b", "class_c", "policy_goal", "solution"),
    also_called=("課題一覧", "課題管理"),
)
KPI = Kind(
    "kpi",
    "計画KPI",
    "1行が1つの指標の1年度",
    ("code", "kpi", "year"),
    (
        CODE,
        Column("kpi", "KPI", aliases=("指標名", "KPI名", "成果指標", "重要業績評価指標"), required=True, example="オンライン申請率"),
        Column("year", "年度", "year", aliases=("年",), required=True, example="2025"),
        Column("plan", "計画", aliases=("計画名",), example="DX推進計画"),
        Column("baseline", "基準値", "number", example="20"),
        Column("target", "目標値", "number", aliases=("目標",), example="60"),
        Column("actual", "実績", "number", aliases=("実績値",), example="45"),
        Column("owner", "責任者", aliases=("担当", "担当課"), example="総務課"),
    ),
    prefecture_rows=True,
    by_hand=True,
    telling=("kpi",),
)
PARTNERS = Kind(
    "partners",
    "ソリューション・シーズ",
    "1行が1つの提供",
    ("provider", "title"),
    (
        Column("provider", "提供者", aliases=("企業名", "事業者名", "団体", "提供団体"), required=True, example="みほん大学"),
        Column("type", "種別", aliases=("提供者の種別",), example="大学"),
        Column(
            "title", "名称", aliases=("ソリューション名", "シーズ名", "サービス名", "タイトル"), required=True, example="窓口業務の分析支援"
        ),
        Column("field", "分野", aliases=("政策分野",), example="行政手続"),
        Column("description", "説明", aliases=("概要", "内容"), example="手続の流れを調べ、見直しの案をまとめます"),
        Column("contact", "連絡先", example=""),
        Column("region", "対応地域", aliases=("地域対応", "対象地域"), example="県内全域"),
    ),
    telling=("provider", "title"),
    also_called=("ソリューション", "シーズ"),
)
SUPPORT_MENU = Kind(
    "support_menu",
    "支援メニュー",
    "1行が1つの支援",
    ("title",),
    (
        Column("title", "名称", aliases=("メニュー名", "支援メニュー", "支援名"), required=True, example="DX推進計画の策定支援"),
        Column(
            "steps",
            "対応STEP",
            aliases=("対象STEP", "STEP"),
            required=True,
            ids="step",
            example="step1",
            help="step0〜step3。複数は「・」で区切る",
        ),
        Column(
            "factors", "対応要因", aliases=("対象要因", "ギャップ要因"), ids="factor", example="f4・f6", help="f1〜f8。複数は「・」で区切る"
        ),
        Column("method", "方法", example="訪問"),
        Column("places", "枠数", "integer", aliases=("定員", "枠"), low=0, high=10_000, example="5", units=("枠", "団体", "件")),
        Column("owner", "担当", aliases=("担当課",), example="DX推進課"),
        Column("funding", "財源", example=""),
        Column("period", "期間", aliases=("実施期間",), example="9月〜12月"),
    ),
    by_hand=True,
    telling=("steps",),
)
PROGRAMS = Kind(
    "programs",
    "国等の制度・財源",
    "1行が1つの制度",
    ("title",),
    (
        Column("title", "制度名", aliases=("名称", "事業名", "補助金名", "交付金名"), required=True, example="（例）デジタル実装の交付金"),
        Column("provider", "所管", aliases=("所管省庁", "実施主体"), required=True, example="（例）国の省庁"),
        Column("audience", "対象", aliases=("対象者", "対象団体"), example="市町村"),
        Column("rate", "補助率", example="2分の1"),
        Column("deadline", "締切", "date", aliases=("申請期限", "募集期限", "公募締切"), example="2026-01-31"),
        Column("factors", "対応要因", aliases=("対象要因", "ギャップ要因"), ids="factor", example="f6・f7"),
        Column("link", "リンク", aliases=("URL", "参照先"), example=""),
    ),
    by_hand=True,
    telling=("title", "provider", "rate", "factors"),
    also_called=("国の制度", "支援制度", "制度一覧"),
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        MUNICIPALITIES, BOUNDARIES, NEIGHBOURS, GROUPS, SURVEY, STEPS, TARGETS, LITERACY, LITERACY_GROUPS, ISSUES, INDICATORS, KPI,
        PARTNERS, SUPPORT_MENU, PROGRAMS, SUPPORT_LOG, CONSENTS, DECISIONS,
    )
}  # fmt: skip
BY_HAND = tuple(kind for kind in KINDS.values() if kind.by_hand)
