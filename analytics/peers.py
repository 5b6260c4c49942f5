"""With whom is a municipality compared, and why with those?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.config import Config
from analytics.errors import Unusable
from analytics.keeping import Relation, is_kept, lay_out
from analytics.scope import WANTED, Scope
from analytics.state import frame
from analytics.steps import SCORES, STEP_SCORES
from analytics.store import Store

# What two municipalities can be alike in: its SQL, unit beside it, and its Japanese name.
VARIABLES: dict[str, tuple[str, str]] = {
    "log_population": ("log10(nullif(population, 0))", "人口"),  # inhabitants
    "log_staff": ("log10(nullif(staff, 0))", "職員数"),  # general administrative staff
    "staff_per_1000": ("1000 * staff / nullif(population, 0)", "人口千人当たり職員数"),
    "log_density": ("log10(nullif(population, 0) / nullif(area_km2, 0))", "人口密度"),  # inhabitants per km²
}


class UnknownPeers(Unusable):
    """A way of choosing peers that there is not."""


@dataclass(frozen=True)
class Comparison:
    """How peers are chosen.

    method: a key of METHODS, or "group:名称" for one named group. codes: whom `custom` compares with.
    nearest: how many `similar`, `stage` and `centres` take. weights: 0 drops a variable, absent is 1.
    universe: "prefecture" (the municipality's own) or "all" loaded, for similar, stage and class.
    """

    method: str = "adjacent"
    codes: tuple[str, ...] = ()
    nearest: int = 5
    variables: tuple[str, ...] = tuple(VARIABLES)
    weights: Mapping[str, float] = field(default_factory=dict)
    universe: str = "prefecture"
    population_classes: tuple[int, ...] = (5_000, 10_000, 20_000, 50_000, 100_000, 300_000)

    @classmethod
    def of(cls, config: Config, peers: str | Iterable[str] | None = None) -> Comparison:
        """What config says, with another method or with chosen codes."""
        method = peers if isinstance(peers, str) else config.peers.default if peers is None else "custom"
        codes = () if peers is None or isinstance(peers, str) else tuple(peers)
        given = config.peers
        return cls(
            method,
            codes,
            given.nearest,
            given.variables,
            {str(name): weight for name, weight in given.weights.items()},
            given.universe,
            given.population_classes,
        )

    @property
    def name(self) -> str:
        return self.method.partition(":")[0]


# Those whose peers are asked for: only their distances are worked out, in the whole universe.
ASKED = f"""
    asked as (
        select code from municipality where {WANTED}
    ),
    lying as (
        select *, case when $universe = 'all' then '' else coalesce(prefecture, '') end as universe from municipality
    )
"""

# Every method: one row per municipality and peer; round is NULL where the pair holds for all rounds.
NO_PEERS = "select null::varchar as code, null::varchar as peer, null::varchar as round where false"

ADJACENT = f"""
    select code, neighbour as peer, null::varchar as round, null::double as distance, '境界を接する' as reason
    from neighbour
    where {WANTED}
"""

BLOCK = f"""
    select here.code, there.code as peer, null::varchar as round, null::double as distance, '圏域 ' || here.block as reason
    from municipality here
    join municipality there on there.prefecture is not distinct from here.prefecture and there.block = here.block and there.code <> here.code
    where here.code in (select code from municipality where {WANTED})
"""

# Without an official class: the same kind of municipality within the same bounds of population.
CLASS = f"""
    with {ASKED},
    sized as (
        select *, (select count(*) from unnest($bounds::bigint[]) bound (low) where low <= population) as size from lying
    ),
    sorted as (
        select
            code,
            universe,
            case
                when class is not null then '類似団体区分 ' || class
                when population is not null then category || '・人口' || concat(
                    format('{{:,}}人以上', list_extract($bounds::bigint[], size)),
                    format('{{:,}}人未満', list_extract($bounds::bigint[], size + 1))
                )
            end as class
        from sized
    )
    select here.code, there.code as peer, null::varchar as round, null::double as distance, here.class as reason
    from asked
    join sorted here using (code)
    join sorted there on there.universe = here.universe and there.class = here.class and there.code <> here.code
"""

GROUP = f"""
    select here.code, there.code as peer, null::varchar as round, null::double as distance,
        'グループ ' || string_agg(distinct here."group", '・' order by here."group") as reason
    from membership here
    join membership there on there."group" = here."group" and there.code <> here.code
    where here.code in (select code from municipality where {WANTED})
    group by all
"""

NAMED_GROUP = f"""
    select here.code, there.code as peer, null::varchar as round, null::double as distance, 'グループ ' || there."group" as reason
    from municipality here
    join (select distinct code, "group" from membership where "group" = $group) there on there.code <> here.code
    where here.code in (select code from municipality where {WANTED})
"""

CUSTOM = f"""
    select here.code, there.code as peer, null::varchar as round, null::double as distance, '選んだ相手' as reason
    from municipality here
    join (select distinct unnest($chosen::varchar[]) as code) there on there.code <> here.code
    where here.code in (select code from municipality where {WANTED})
"""

# The k nearest of each municipality (and round); what is equal to twelve digits is told apart by code.
NEAREST = """
    select code, taken.peer as peer, round, taken.distance as distance
    from (
        select code, round, unnest(min({{'rounded': round(distance, 12), 'peer': peer, 'distance': distance}}, $nearest)) as taken
        from ({pairs})
        group by code, round
    )
"""


def nearest(pairs: str) -> str:
    return NEAREST.format(pairs=pairs)


# Distance between the centres on the globe, km; a degree of latitude is 111.2 km.
CENTRE_PAIRS = f"""
    select here.code, there.code as peer, null::varchar as round,
        6371 * 2 * asin(sqrt(sin(radians(there.latitude - here.latitude) / 2) ** 2
            + cos(radians(here.latitude)) * cos(radians(there.latitude)) * sin(radians(there.longitude - here.longitude) / 2) ** 2)) as distance
    from area here
    join area there on there.code <> here.code
    where here.code in (select code from municipality where {WANTED}) and here.latitude is not null and there.latitude is not null
"""

CENTRES = f"""
    select *, '中心間の距離 ' || format('{{:.0f}}', distance) || ' km' as reason
    from ({nearest(CENTRE_PAIRS)})
"""

# The four step scores of the round, each as a share of its maximum; who lacks one has no distance.
STAGE_PAIRS = """
    select here.code, there.code as peer, round, list_distance(here.shares, there.shares) as distance
    from asked
    join stage here using (code)
    join stage there using (round, universe)
    where there.code <> here.code
"""

# Over a relation `score`.
STAGE = f"""
    {ASKED},
    stage as (
        select code, round, universe, list(score / nullif(max, 0) order by position) as shares
        from score
        join lying using (code)
        group by code, round, universe
        having count(score / nullif(max, 0)) = count(*)
    )
    select *, 'STEP 得点の近さ' as reason
    from ({nearest(STAGE_PAIRS)})
"""


BOTH = {name: f"here.{name} is not null and there.{name} is not null" for name in VARIABLES}


def standardised() -> str:
    """Relations over `lying`: `standard`, the variables of each by the universe's mean and (population's) deviation.

    A variable that does not vary there, or that weighs nothing, is dropped.
    """
    figures = ", ".join(f"{sql} as {n}" for n, (sql, _) in VARIABLES.items())
    standards = ", ".join(
        f"case when ${n} > 0 and stddev_pop({n}) over alike > 1e-12 then ({n} - avg({n}) over alike) / stddev_pop({n}) over alike end as {n}"
        for n in VARIABLES
    )
    return f"""
        figure as (select code, universe, {figures} from lying),
        standard as (select code, universe, {standards} from figure window alike as (partition by universe))
    """


def distance() -> str:
    """Weighted, over the variables known for both of two rows of `standard` (here, there); NULL where fewer than two are."""
    squares = " + ".join(f"coalesce(${n} * (here.{n} - there.{n}) * (here.{n} - there.{n}), 0)" for n in VARIABLES)
    weights = " + ".join(f"case when {both} then ${n} else 0 end" for n, both in BOTH.items())
    known = " + ".join(f"({both})::tinyint" for both in BOTH.values())
    return f"case when {known} >= 2 then sqrt(({squares}) / ({weights})) end"


def similar() -> str:
    """The statement of `similar`: the nearest by standardised differences."""
    shared = ", ".join(f"case when {BOTH[n]} then '{label}' end" for n, (_, label) in VARIABLES.items())
    pairs = f"""
        select * from (
            select here.code, there.code as peer, null::varchar as round, {distance()} as distance
            from asked
            join standard here using (code)
            join standard there on there.universe = here.universe and there.code <> here.code
        )
        where distance is not null
    """
    return f"""
        with {ASKED}, {standardised()}
        select taken.code, peer, round, distance, concat_ws('・', {shared}) || 'の近さ' as reason
        from ({nearest(pairs)}) taken
        join standard here on here.code = taken.code
        join standard there on there.code = taken.peer
    """


METHODS: dict[str, str] = {
    "adjacent": ADJACENT,
    "similar": similar(),
    "stage": f"with score as ({STEP_SCORES}), {STAGE}",
    "class": CLASS,
    "block": BLOCK,
    "group": GROUP,
    "custom": CUSTOM,
    "centres": CENTRES,
}

# One row per municipality and peer. Peers that are not loaded are no peers.
PEERS = """
    select
        pair.code,
        pair.peer,
        $method as method,
        pair.distance,
        row_number() over (partition by pair.code, pair.round order by round(pair.distance, 12) nulls last, pair.peer) as position,
        pair.round,
        border.code is not null as is_adjacent,
        here.prefecture is distinct from there.prefecture as other_prefecture,
        pair.reason
    from ({pairs}) pair
    join municipality here on here.code = pair.code
    join municipality there on there.code = pair.peer
    left join neighbour border on border.code = pair.code and border.neighbour = pair.peer
    order by pair.code, pair.round, position
"""


def peers(con: DuckDBPyConnection, scope: Scope, comparison: Comparison, min_coverage: float) -> DataFrame:
    """One row per municipality and peer, of one method. distance: only where the method has one (centres: km).

    round: only for `stage`, whose pairs change with it. is_adjacent, other_prefecture and reason say why each is a peer.
    """
    pairs, values = peers_of(scope, comparison, min_coverage)
    return frame(con, PEERS.format(pairs=pairs), {"method": comparison.method, **values})


def peers_of(scope: Scope, comparison: Comparison, min_coverage: float) -> tuple[str, dict[str, Any]]:
    """One method's pairs (code, peer, round, distance, reason) of those whom `scope` asks for: statement and its values.

    Raises UnknownPeers for a method that there is not; a method never stands in for another.
    """
    if comparison.name not in METHODS:
        raise UnknownPeers(f"比較相手の選び方「{comparison.method}」はありません（使えるもの: {'・'.join(METHODS)}・group:グループ名）")
    values = scope.wanted | {
        name: value for name, value in every_value(comparison, min_coverage).items() if name in NEEDED[comparison.name]
    }
    if comparison.method.startswith("group:"):
        return NAMED_GROUP, values | {"group": comparison.method.partition(":")[2]}
    return METHODS[comparison.name], values


def lay_out_asked(con: DuckDBPyConnection, scope: Scope) -> None:
    """Lets `con` read whom `scope` asks for as `asked` (code): joined by it, a relation of all is not read whole."""
    con.execute(f"create or replace temp table asked as select code from origin where {WANTED}", scope.wanted)


KEPT = ("adjacent", "similar", "stage", "class", "block")
"""Methods of which all pairs of all loaded are few where each stays within its prefecture."""


def lay_out_peers(store: Store, con: DuckDBPyConnection, scope: Scope, comparison: Comparison, min_coverage: float) -> None:
    """Lets `con` read `asked` and the pairs of `peers_of` under the name `peer`; those that stay within prefectures are kept."""
    lay_out_asked(con, scope)
    pairs, values = peers_of(scope, comparison, min_coverage)
    needs = (SCORES,) if comparison.name == "stage" else ()
    if needs:
        pairs = f"with {STAGE}"
        values.pop("min_coverage")
    if is_kept(scope) and comparison.name in KEPT and comparison.universe == "prefecture":
        lay_out(store, con, scope, min_coverage, Relation(f"{comparison.name}_pair", pairs, needs, given=values | Scope().wanted))
        pairs, values = f"from {comparison.name}_pair semi join asked using (code)", {}
    else:
        lay_out(store, con, scope, min_coverage, *needs)
    con.execute(f"create or replace temp table peer as {pairs}", values)


# Whose rows are needed where only the peers count, over the relations `asked` and `peer`.
WITH_PEERS = """
    set variable wanted = (select coalesce(list(distinct code), []) from (from asked union all select unnest([code, peer]) from peer))
"""


def only_with_peers(con: DuckDBPyConnection, scope: Scope) -> None:
    """From here on nobody is read beyond those whom `scope` asks for and their peers, laid out before; what is kept is not read anew."""
    if not is_kept(scope) and (scope.codes or scope.prefecture):
        con.execute(WITH_PEERS)


# Which values a method's statement binds beside those of the scope (a value that a statement does not bind is refused).
NEEDED: dict[str, tuple[str, ...]] = {
    "adjacent": (),
    "similar": ("universe", "nearest", *VARIABLES),
    "stage": ("universe", "nearest", "min_coverage"),
    "class": ("universe", "bounds"),
    "block": (),
    "group": (),
    "custom": ("chosen",),
    "centres": ("nearest",),
}


def every_value(comparison: Comparison, min_coverage: float) -> dict[str, Any]:
    weights = {n: float(comparison.weights.get(n, 1)) if n in comparison.variables else 0.0 for n in VARIABLES}
    return weights | {
        "universe": comparison.universe,
        "nearest": comparison.nearest,
        "bounds": list(comparison.population_classes),
        "chosen": list(comparison.codes),
        "min_coverage": min_coverage,
    }
