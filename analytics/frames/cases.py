"""Which of the cases fit, and who here has the gap that a case answers? (source p. 27–39)"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pandas import DataFrame

from analytics.model import Listed, Model
from analytics.registry import Field

LAYERS = {1: "① 団体の中の体制づくり", 2: "② 県による市町村支援（県向け）", 3: "③ 産学官民の連携"}
PREFECTURAL = "都道府県"
HIGH_SEVERITY = 50.0
"""From here on a factor counts as a large gap: half or more of what its questions ask for is not there yet."""

CASE_FIELDS = (
    Field("label", "事例", "text", "事例集での題名。"),
    Field("layer_label", "層", "text", "リファレンスモデルの三つの層のどれか。"),
    Field("places", "団体", "text", "事例集にある団体。（推定）は、ページに名前がなく、この製品が推定したもの。"),
    Field("size", "人口規模", "text", "団体の人口による区分。県の事例は都道府県。"),
    Field("factor_labels", "応えるギャップ要因", "text", "この製品の読み取り。"),
    Field("outcome_labels", "アウトカム", "text", "この製品の読み取り。"),
    Field("page", "ページ", "integer", "「地域社会DX事例集」（総務省、令和8年3月31日）に印刷されたページ。"),
)


def people(number: float) -> str:
    """7500 → 7,500人, 20000 → 2万人, 2225000 → 222.5万人."""
    return f"{number / 10_000:g}万人" if number >= 10_000 else f"{number:,.0f}人"


def size_class(population: float, bounds: Sequence[int]) -> str:
    """5000 of (5000, 10000) → 5,000人以上1万人未満."""
    place = bisect_right(bounds, population)
    low = f"{people(bounds[place - 1])}以上" if place else ""
    high = f"{people(bounds[place])}未満" if place < len(bounds) else ""
    return low + high


def is_prefecture(place: Mapping[str, Any]) -> bool:
    return str(place.get("name") or "").endswith(("都", "道", "府", "県"))


def sizes(case: Listed, bounds: Sequence[int]) -> tuple[str, ...]:
    """The classes of its places whose population is printed, smallest first, each once; a prefecture is a class of its own."""
    known = sorted((place for place in case["places"] or () if place.get("population")), key=lambda place: float(place["population"]))
    return tuple(dict.fromkeys(PREFECTURAL if is_prefecture(p) else size_class(p["population"], bounds) for p in known))


def place_name(place: Mapping[str, Any]) -> str:
    return f"{place.get('name') or '団体名の記載なし'}{'（推定）' if place.get('estimated') else ''}"


def labels(ids: Iterable[str], of: Mapping[str, str]) -> str:
    return "、".join(of[id] for id in ids if id in of)


def factor_labels(model: Model) -> dict[str, str]:
    return {factor.id: factor.label for factor in model.to_be.factors}


def outcome_labels(model: Model) -> dict[str, str]:
    return {outcome.id: outcome.label for outcome in model.to_be.outcomes}


def case_table(model: Model, bounds: Sequence[int]) -> DataFrame:
    """One row per case, in the order of the file. factors, outcomes, sizes: tuples; the other columns are texts and the page."""
    causes, results = factor_labels(model), outcome_labels(model)
    rows = [
        {
            "id": case.id,
            "label": case.label,
            "layer": case["layer"],
            "layer_label": LAYERS.get(case["layer"], ""),
            "places": "、".join(place_name(place) for place in case["places"] or ()),
            "sizes": sizes(case, bounds),
            "size": "、".join(sizes(case, bounds)),
            "factors": tuple(case["factors"] or ()),
            "factor_labels": labels(case["factors"] or (), causes),
            "outcomes": tuple(case["outcomes"] or ()),
            "outcome_labels": labels(case["outcomes"] or (), results),
            "page": case.page,
        }
        for case in model.listed("cases")
    ]
    return DataFrame(rows, columns=["id", "layer", "sizes", "factors", "outcomes", *(field.name for field in CASE_FIELDS)])


def sizes_offered(cases: DataFrame, bounds: Sequence[int]) -> list[str]:
    """The classes that some case has, smallest first, prefectures last."""
    order = [size_class(low, bounds) for low in (0, *bounds)] + [PREFECTURAL]
    met = {size for sizes_of_case in cases["sizes"] for size in sizes_of_case}
    return [size for size in order if size in met]


def fitting(cases: DataFrame, factor: str = "", outcome: str = "", size: str = "", layer: str = "") -> DataFrame:
    """The cases that meet every condition; an empty one is none."""
    wanted = (("factors", factor), ("outcomes", outcome), ("sizes", size))
    for column, value in wanted:
        cases = cases[cases[column].map(lambda held, value=value: not value or value in held)]
    return cases[(cases["layer"].astype(str) == layer) | (not layer)].reset_index(drop=True)


def below(steps: DataFrame, step: str, limit: float | None) -> tuple[int, int]:
    """How many are below the limit of a step, and of how many whose score is known."""
    known = steps.loc[steps["step"] == step, "score"].dropna()
    return int((known < limit - 1e-9).sum()) if limit is not None else 0, len(known)


class Weakest(NamedTuple):
    """The factor whose median severity is highest. n: over how many municipalities; tied: others share the figure."""

    factor: str
    severity: float
    n: int
    tied: bool


def weakest_factor(summary: DataFrame) -> Weakest | None:
    """From the prefecture's summary (measure, item, n, median); None where no median is known. Of equals the first."""
    known = summary[(summary["measure"] == "factor") & summary["median"].notna()].reset_index(drop=True)
    if known.empty:
        return None
    first = known.loc[known["median"].idxmax()]
    highest = float(first["median"])
    return Weakest(str(first["item"]), highest, int(first["n"]), bool((known["median"] >= highest - 1e-9).sum() > 1))


GAP_FIELDS = (
    Field("name", "市町村", "text", "団体の名前。"),
    Field("severity", "深刻度", "score", "要因に結び付く設問で満点に足りない割合（0～100、高いほど深刻）。"),
    Field("label", "最も重い要因", "text", "この事例が応える要因のうち、その団体で最も深刻なもの。"),
)


def with_this_gap(factors: DataFrame, wanted: Sequence[str], of: Mapping[str, str], names: Mapping[str, str]) -> DataFrame:
    """One row per municipality with a severity of HIGH_SEVERITY or more in one of the `wanted` factors, in code order.

    name, severity and label: of the heaviest of those factors, of equals the first in `wanted`. of: factor → label.
    """
    high = factors[factors["factor"].isin(wanted) & (factors["severity"] >= HIGH_SEVERITY - 1e-9)]
    rank = high["factor"].map({factor: place for place, factor in enumerate(wanted)})
    heaviest = high.assign(rank=rank).sort_values(["code", "severity", "rank"], ascending=[True, False, True]).drop_duplicates("code")
    named = heaviest.assign(name=heaviest["code"].map(lambda code: names.get(code, code)), label=heaviest["factor"].map(of))
    return named[["code", *(field.name for field in GAP_FIELDS)]].reset_index(drop=True)
