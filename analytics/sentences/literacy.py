"""What does the diagnosis say? Every function takes the rows that are shown and gives one or two sentences, each with its n."""

from __future__ import annotations

from pandas import DataFrame, Series

from analytics.frames.literacy import HIDDEN_WORDS, HIGHER, LOWER, MUNICIPALITY, STAFF, UNSURE, WHOLE, listed
from analytics.sentences.figures import interval, signed

NOT_HERE = "この条件に、表示できる診断結果はありません。左の「市町村」「圏域」か、診断を選び直してください。"
POOLS = "まとまり（圏域・グループ）"
NO_ORDER = "区間が重なる団体どうしは、違うとは言えません。団体コードの順に並べています。"


def about(category: str) -> str:
    return "総合" if category == WHOLE else f"「{category}」"


def span(low: float, high: float) -> str:
    return f"95%区間 {interval(low, high)}"


def counted(rows: DataFrame) -> tuple[DataFrame, str]:
    """The municipalities, or where there are none the pools, which are made of municipalities; and the word for them."""
    own = rows[rows["kind"] == MUNICIPALITY]
    return (own, "団体") if len(own) else (rows, POOLS)


def many(n: int, of: str) -> str:
    """A second number of the same: 3団体, 3つ."""
    return f"{n}団体" if of != POOLS else f"{n}つ"


def lead(diagnosis: str, category: str, differences: DataFrame) -> str:
    """What managers and staff differ in. differences: one row per unit of one category."""
    rows, of = counted(differences)
    known = rows[rows["diff"].notna()]
    if known.empty:
        whose = rows["name"].iloc[0] + "の" if len(rows) == 1 else ""
        among = "" if len(rows) == 1 else f"{len(rows)}{of}とも"
        return f"{diagnosis}では、{whose}{about(category)}の管理職と一般職員の差は表示できません（{among}{HIDDEN_WORDS}）。"
    if len(rows) == 1:
        return f"{diagnosis}では、{of_one(known.iloc[0], category)}"
    counts = [(verdict, int((known["verdict"] == verdict).sum())) for verdict in (HIGHER, LOWER, UNSURE)]
    told = "、".join(f"「{verdict}」が{many(count, of)}" for verdict, count in counts if count)
    hidden = len(rows) - len(known)
    rest = f"ほかの{hidden}{of}は{HIDDEN_WORDS}です。" if hidden else ""
    return f"{diagnosis}の{about(category)}で管理職と一般職員の差が分かる{len(known)}{of}のうち、{told}です（95%区間による）。{rest}"


def of_one(row: Series, category: str) -> str:
    differs = {HIGHER: "管理職のほうが高い", LOWER: "一般職員のほうが高い"}.get(row["verdict"], "差があるとは言えない")
    diff = signed(row["diff"])
    n = f"管理職{row['n_manager']:.0f}人・一般職員{row['n_staff']:.0f}人"
    return f"{row['name']}の{about(category)}は{differs}状況です（差 {diff}点、{span(row['ci_low'], row['ci_high'])}、{n}）。"


def by_category(rows: DataFrame, what: str = "区分") -> str:
    """The finding over the categories of one unit; what: the word for them."""
    known = rows[rows["diff"].notna()]
    if known.empty:
        return f"{rows['name'].iloc[0]}：管理職と一般職員の差は{HIDDEN_WORDS}"
    sure = known[known["verdict"] != UNSURE]
    if sure.empty:
        return f"{known['name'].iloc[0]}：{len(known)}{what}のどれでも、管理職と一般職員に差があるとは言えない"
    parts = [
        (words, list(sure.loc[sure["verdict"] == verdict, "category"]))
        for verdict, words in ((HIGHER, "管理職が高い"), (LOWER, "一般職員が高い"))
    ]
    told = "、".join(f"{words}のは{listed([f'「{name}」' for name in names])}" for words, names in parts if names)
    return f"{known['name'].iloc[0]}：{len(known)}{what}のうち、{told}"


def differences(category: str, rows: DataFrame) -> str:
    """The finding over the units side by side."""
    rows, of = counted(rows)
    known = int(rows["diff"].notna().sum())
    if not known:
        return f"{about(category)}の差を表示できる{of}はない（{HIDDEN_WORDS}）"
    sure = int(rows["verdict"].isin([HIGHER, LOWER]).sum())
    if not sure:
        return f"{about(category)}の差が分かる{known}{of}に、差があると言えるところはない"
    return f"{about(category)}で差があると言えるのは、差の分かる{known}{of}のうち{many(sure, of)}"


def means(category: str, rows: DataFrame) -> str:
    """The finding over the means of the units: how far they reach, and whether any two intervals are apart."""
    rows, of = counted(rows)
    known = rows[rows["mean"].notna()]
    if known.empty:
        return f"{about(category)}の平均は、どの団体・まとまりも{HIDDEN_WORDS}"
    if len(known) == 1:
        row = known.iloc[0]
        return f"{row['label']}の{about(category)}の平均は{row['mean']:.1f}点（約{row['n']:.0f}人）"
    apart = known["ci_low"].max() > known["ci_high"].min()
    same = "区間が離れている組がある" if apart else "区間はすべて重なり、違うとは言えない"
    low, high = f"{known['mean'].min():.1f}", f"{known['mean'].max():.1f}"
    reach = f"{low}～{high}点" if low != high else f"どこも{low}点"
    return f"{about(category)}の平均は{reach}（{len(known)}{of}、{same}）"


def departments(name: str, category: str, rows: DataFrame) -> str:
    """The finding over the departments of one municipality."""
    known = rows[rows["mean"].notna()]
    hidden = f"、{len(rows) - len(known)}所属は{HIDDEN_WORDS}" if len(known) < len(rows) else ""
    if known.empty:
        return f"{name}の所属ごとの平均は{HIDDEN_WORDS}"
    low, high = f"{known['mean'].min():.1f}", f"{known['mean'].max():.1f}"
    if len(known) == 1:
        return f"{name}の{about(category)}の平均を表示できるのは{known['label'].iloc[0]}だけ（{low}点{hidden}）"
    reach = f"所属により{low}～{high}点" if low != high else f"どの所属も{low}点"
    return f"{name}の{about(category)}の平均は、{reach}（{len(known)}所属{hidden}）"


def bands(name: str, category: str, rows: DataFrame) -> str:
    """The finding over the distribution: who is in the two lowest bands."""
    if rows.empty:
        return f"{name}の得点の分布は、20人以上の集団がないため表示しない"
    low = rows[rows["place"] <= 2].groupby("label", sort=False)["percent"].sum()
    return f"{name}の{about(category)}で低い2つの帯にいるのは、" + "、".join(f"{label}の{share:.0f}%" for label, share in low.items())


def shares(name: str, rows: DataFrame) -> str:
    """The finding over a questionnaire: the question that managers and staff answer most differently."""
    wide = rows.pivot(index="label", columns="group", values="agreeing").dropna() if len(rows) else rows
    if STAFF not in wide or len(wide.columns) < 2 or wide.empty:
        return f"{name}の肯定的な回答の割合（{rows['label'].nunique()}設問）"
    both = wide[[column for column in wide.columns if column.startswith("管理職")] + [STAFF]]
    if both.shape[1] < 2:
        return f"{name}の肯定的な回答の割合（{rows['label'].nunique()}設問）"
    apart = (both.iloc[:, 0] - both[STAFF]).abs()
    widest, n = apart.idxmax(), int((apart == apart.max()).sum())
    if not apart.max():
        return f"{name}の肯定的な回答の割合は、比べられる{len(both)}設問のどれも管理職と一般職員で同じ"
    also = f"など{n}設問" if n > 1 else ""
    return (
        f"{name}で最も開くのは「{widest}」{also}（管理職{both.loc[widest].iloc[0]:.0f}%、一般職員{both.loc[widest, STAFF]:.0f}%が肯定的）"
    )


def needs(rows: DataFrame) -> str:
    """The finding over the list of training needs: the category that is lowest most often."""
    if rows.empty:
        return "研修が要る区分は、表示できる集団がないため分かりません"
    counts = rows["category"].value_counts()
    most = [category for category in dict.fromkeys(rows["category"]) if counts[category] == counts.max()]
    return f"平均が最も低い区分として多いのは{listed([f'「{name}」' for name in most])}（{len(rows)}集団のうち{'各' if len(most) > 1 else ''}{counts.max()}集団）"


def response(rows: DataFrame) -> str:
    """The finding over the response rates."""
    low, high = f"{rows['rate'].min():.1%}", f"{rows['rate'].max():.1%}"
    return f"受診率は{f'{low}～{high}' if low != high else low}（職員数の分かる{len(rows)}団体、人数は5人単位）"


def kept(year: str, rows: DataFrame, least: int) -> str:
    """Which units show what was published before although newer results are there; empty where none does. rows: of one round."""
    names = list(dict.fromkeys(rows.loc[rows["held"].eq(True), "name"]))
    if not names:
        return ""
    return f"{year}の{listed(names)}は、新しい結果で変わった人が{least}人に満たない集団があるため、前に公表した数値のままです。"
