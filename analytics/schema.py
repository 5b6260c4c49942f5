"""What is stored, and who may see which rows of it? The tables of the database file and the scoped views over them.

Two databases are open at once. `store` is the file: facts only, without keys or indexes. The nameless one lives in memory
and holds the To-Be model as tables and, under the plain names that every query uses (`answer`, `municipality`, …), views
that let through only what the asking role may see. A query that names no `store.` table therefore cannot see too much.
"""

from __future__ import annotations

from analytics.kinds import KINDS, SCORES, Column, Kind

VERSION = 5

STORED_TYPES = {"integer": "bigint", "number": "double", "date": "date"}
SPECIAL_TYPES = {
    "points": "double",
    "borders": "varchar[]",
    "longitude": "double",
    "latitude": "double",
    "criteria": "map(varchar, double)",
    **dict.fromkeys(SCORES, "double"),
}

LEDGER = """
    -- one row; last_batch: the highest receipt number ever given, so that none is given twice
    create table if not exists store.about (version integer, salt varchar, created_at timestamp, last_batch integer);
    -- one row per file taken in; `columns` are the stored columns that the file had
    create table if not exists store.batch (
        batch integer, taken_at timestamp, who varchar, file varchar, sha256 varchar, kind varchar, round varchar,
        columns varchar[], new bigint, changed bigint, unchanged bigint, rejected bigint, content_hash varchar,
        sample boolean, in_force boolean, reverted_at timestamp
    );
    -- one row per file kept: the bytes as they came, compressed
    create table if not exists store.original (sha256 varchar, content blob);
    -- one row per way of reading a file that a user confirmed and named; header: its column names; wishes: JSON
    create table if not exists store.reading_profile (
        name varchar, header varchar[], kind varchar, wishes varchar, saved_at timestamp, who varchar
    );
    -- one row per instrument and item: in which of the score columns of `literacy` the item stands, for all its batches alike
    create table if not exists store.literacy_item (instrument varchar, item varchar, position integer);
    -- one row per issue and decision to which cluster it belongs, never changed; the newest holds, cluster NULL: as its text says
    create table if not exists store.issue_cluster (
        decision integer, round varchar, code varchar, no varchar, fingerprint varchar, cluster varchar, who varchar, decided_at timestamp
    );
    -- one row per value of an issue that was edited by hand, never changed; the newest holds. text: what the issue said then; is_only: no
    -- other issue of its list said so; item: status, owner, due, measure, or 'same': whether the issue that said `old` is this one
    create table if not exists store.issue_edit (
        edit integer, round varchar, code varchar, no varchar, text varchar, is_only boolean, item varchar, old varchar, new varchar,
        who varchar, edited_at timestamp
    );
    -- one row per thing said of a promise (that it was made, each change of its status), never changed; the newest of a promise holds.
    -- code NULL: a promise of the whole meeting, made by its participants; item: the figure it is about, as 'aspect:structure'
    create table if not exists store.decision (
        entry integer, decision integer, meeting varchar, participants varchar[], date date, code varchar, text varchar, owner varchar,
        due date, status varchar, who varchar, recorded_at timestamp, item varchar
    );
    -- one row per meeting, never changed. participants: in the order in which the document names them; document: all that its slides
    -- draw, as JSON, filtered and renamed before it came here; quoted: rounds beside its own of which it tells figures; mark: the
    -- document's fingerprint, by which minutes name it
    create table if not exists store.meeting (
        meeting integer, mark varchar, name varchar, held date, "group" varchar, round varchar, quoted varchar[], participants varchar[],
        unnamed boolean, document varchar, who varchar, made_at timestamp
    );
    -- one row per state of a note on a slide, never changed. follows: the entry that it is a newer state of; those that nothing
    -- follows stand, several where two people wrote at once
    create table if not exists store.meeting_note (
        entry integer, meeting integer, slide varchar, follows integer, text varchar, who varchar, noted_at timestamp
    );
    -- one row per state of a note on one figure of a municipality, never changed; the newest of a note holds, text NULL: it was taken
    -- away. item: the figure, as 'aspect:structure'; round NULL: of none; audience: 県内部, 当該団体 or 共有
    create table if not exists store.item_note (
        entry integer, note integer, code varchar, item varchar, round varchar, text varchar, audience varchar, who varchar, noted_at timestamp
    );
"""
LEDGER_TABLES = (
    "about",
    "batch",
    "original",
    "reading_profile",
    "literacy_item",
    "issue_cluster",
    "issue_edit",
    "decision",
    "meeting",
    "meeting_note",
    "item_note",
    "literacy_published",
    "literacy_unit",
    "literacy_settings",
)


def stored_type(kind: Kind, name: str) -> str:
    column = kind.by_name.get(name, Column(name, name))
    return SPECIAL_TYPES.get(name) or STORED_TYPES.get(column.type, "varchar")


def quoted(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def reason_column(kind: Kind) -> str:
    return "reason varchar" if kind.whole_rows else "reasons map(varchar, varchar)"


def reason_name(kind: Kind) -> str:
    return "reason" if kind.whole_rows else "reasons"


def tables_of(kind: Kind) -> str:
    """What each batch said (`…_entry`) and what holds now, both with the batch that said it: two tables, or a table and a view of
    those of its rows that are marked to hold."""
    columns = ", ".join(f'"{name}" {stored_type(kind, name)}' for name in (*kind.key, *kind.values))
    body = f"{columns}, {reason_column(kind)}, batch integer"
    if kind.private:
        return f"""create table if not exists store.{kind.name}_entry ({body}, holds boolean);
            create view if not exists store.{kind.name} as select * exclude (holds) from store.{kind.name}_entry where holds;"""
    return f"create table if not exists store.{kind.name}_entry ({body}); create table if not exists store.{kind.name} ({body});"


def written_tables(kind: Kind) -> tuple[str, ...]:
    """The tables of a kind that hold rows of their own."""
    return (f"{kind.name}_entry",) if kind.private else (kind.name, f"{kind.name}_entry")


# Made from the rows of `literacy` and `literacy_groups` by analytics/publication; all that anybody ever sees of them.
PUBLISHED = """
    -- one row per group of people; in each list one figure per category of its unit. n rounded, mean and sd to one digit, bands and
    -- agreeing in percent; all NULL where hidden, hidden NULL where the group is not listed in that category.
    -- kind: 市町村, 圏域 or グループ; unit: its code or name; department and position_group '' for all of them
    create table if not exists store.literacy_published (
        round varchar, instrument varchar, kind varchar, unit varchar, department varchar, position_group varchar,
        n integer[], mean double[], sd double[], bands integer[][], agreeing integer[], hidden boolean[]
    );
    -- one row per unit. versions, of a municipality: what was ever shown of it, the figures shown now last: from which batches and by
    -- which positions of managers, whether somebody was erased since, the groups shown and a bit per category. held: newer rows wait,
    -- because too few people changed; withdrawn: nobody sees it, its rows were taken back; changed, of a pool: people by level and
    -- category since it was last shown; on_record: the rows there were when it was last made
    create table if not exists store.literacy_unit (
        round varchar, instrument varchar, kind varchar, unit varchar, prefecture varchar, members varchar[], categories varchar[],
        versions struct(batches integer[], managers varchar[], erased boolean, places varchar[], items bigint)[],
        held boolean, withdrawn boolean, changed double[][], on_record varchar
    );
    -- one row: by which settings of config.yaml it was made, as JSON
    create table if not exists store.literacy_settings (literacy varchar, privacy varchar);
"""

TABLES = LEDGER + PUBLISHED + "\n".join(tables_of(kind) for kind in KINDS.values())

MODEL_TABLES = """
    create or replace table publication_setting (literacy varchar, privacy varchar);
    create or replace table questionnaire_year (year integer, questionnaire varchar);
    create or replace table step (questionnaire varchar, step varchar, position integer, label varchar, content_label varchar, max_points double,
        attention_below double, support_below double);
    create or replace table question (questionnaire varchar, question varchar, position integer, step varchar, field varchar, aspect varchar,
        weight double, max_points double, text varchar, published varchar);
    create or replace table tie (questionnaire_from varchar, questionnaire_to varchar, question_from varchar, question_to varchar);
    create or replace table choice (questionnaire varchar, question varchar, position integer, label varchar, points double);
    create or replace table question_factor (questionnaire varchar, question varchar, factor varchar);
    create or replace table question_outcome (questionnaire varchar, question varchar, outcome varchar);
    create or replace table text_question (questionnaire varchar, question varchar, position integer, text varchar);
    create or replace table aspect (aspect varchar, position integer, label varchar, weight double);
    create or replace table prefecture_target (round varchar, aspect varchar, target double);
    create or replace table factor (factor varchar, position integer, label varchar, page integer);
    create or replace table outcome (outcome varchar, position integer, label varchar);
    -- what may answer a factor: kind 'model' or 'case'; outcomes, by which a model does: in words with their pages
    create or replace table remedy (kind varchar, id varchar, position integer, title varchar, layer integer, page integer, outcomes varchar[]);
    create or replace table remedy_factor (kind varchar, id varchar, factor varchar, outcomes varchar[]);
    create or replace table remedy_place (id varchar, population double);
    create or replace table field (field varchar, position integer);
    create or replace table indicator_definition (indicator varchar, category varchar, unit varchar, direction varchar, source varchar, position integer);
"""

# Session variables say who asks; unset ones let nothing through. reach = 'totals' is set only inside functions that give
# out sums: it adds those who agreed to be counted (集計のみ), never those who said nothing.
# One row per kind of data and municipality whose rows the asking role may see; `shown` stands for the code. Survey, step
# table and targets are one family: a measure puts them together, so an unnamed municipality bears one number in all three.
# Totals never show a code: there every municipality bears one mark in all kinds, so that none is counted twice.
SIGHT = """
    create or replace view sight as
    with salted as (
        select code, kind, level, (select any_value(salt) from store.about) as salt,
            case when kind in ('STEP得点表', '目標') then '推進状況アンケート' else kind end as family
        from store.consents
    ),
    consent as (
        select kind, code, level, md5(salt || code) as mark,
            bool_or(level = '実名' and family = '推進状況アンケート') over (partition by code) as is_named,
            count(*) filter (where level = '匿名') over (partition by kind) as n_unnamed,
            dense_rank() over (partition by family order by md5(salt || family || code)) as number
        from salted
    )
    select kind, getvariable('own') as code, getvariable('own') as shown
    from (values ('推進状況アンケート'), ('STEP得点表'), ('目標'), ('支援記録'), ('市町村マスタ'), ('開示の同意')) own (kind)
    where getvariable('role') = '市町村担当' and getvariable('own') <> ''
    union all
    select kind, code, case
            when getvariable('reach') = 'totals' then case when is_named then code else mark end
            when level = '実名' then code
            else '団体' || number || case level when '集計のみ' then '(集計)' else '' end
        end as shown
    from consent
    where code <> coalesce(getvariable('own'), '')
        and (getvariable('reach') = 'totals' and getvariable('role') in ('市町村担当', '閲覧')
            or getvariable('role') = '市町村担当' and (level = '実名' or level = '匿名' and n_unnamed >= 6));
"""


PREFECTURE_ONLY = "getvariable('role') = '県担当'"

# Set where a table needs no universe to compare in: then the rows that nobody asked for are not even summed up. The bounds say nothing
# new, but the scan of a table can tell by them, and codes of one prefecture lie side by side.
WANTED_ONLY = (
    "(getvariable('wanted') is null or {0} between list_min(getvariable('wanted')) and list_max(getvariable('wanted'))"
    " and list_contains(getvariable('wanted'), {0}))"
)


def unveiled(table: str, columns: str, condition: str) -> str:
    """What 県担当 sees of `table`: all of it, under its code."""
    return f"select code, {columns} from store.{table} where {PREFECTURE_ONLY} and {condition} and {WANTED_ONLY.format('code')}"


def scoped(view: str, table: str, consent_kind: str, columns: str, condition: str) -> str:
    """A view of `table` with the code replaced by what the asking role may know of it."""
    return f"""
    create or replace view {view} as
    {unveiled(table, columns, condition)}
    union all
    select sight.shown as code, {columns} from store.{table} fact join sight on sight.kind = '{consent_kind}' and sight.code = fact.code
    where getvariable('role') <> '県担当' and {condition} and {WANTED_ONLY.format("sight.shown")};
    """


IN_ROUND = "(getvariable('round') is null or round = getvariable('round'))"
OWN_OR_PREFECTURE = "(getvariable('role') = '県担当' or getvariable('role') = '市町村担当' and code = getvariable('own'))"

# One row per answer with its question, also where the questionnaire of the round has no such scored question
# (then all its columns are NULL): so that whoever answered anything has rows.
SCORED = """create or replace view {view} as
    select response.code, round, response.question, response.choice, response.points, response.reason, questionnaire,
        question.step, question.aspect, question.position, question.weight, question.max_points,
        response.points / question.max_points as normalised
    from {response} response join round_questionnaire using (round)
    left join question using (questionnaire, question);"""

# What of the diagnosis one may see: the units; and one row per group of a unit, its figures as lists in the order of the unit's categories.
PUBLISHED_FOR = f"""create or replace view {{schema}}literacy_unit as
    select round, instrument, kind, unit, prefecture, members, categories, held from store.literacy_unit
    where {{who}} and withdrawn is not true and {IN_ROUND}
        and (getvariable('wanted') is null or list_has_any(members, getvariable('wanted')));
    create or replace view {{schema}}literacy_group as
    select round, instrument, kind, unit, department, position_group, categories, n, mean, sd, bands, agreeing, hidden, prefecture, members, held
    from (from store.literacy_published where unit in (select unit from {{schema}}literacy_unit))
    join {{schema}}literacy_unit using (round, instrument, kind, unit);"""

# What every measure starts from: the answers beside the model, and the model's items as two tables. All rest on the scoped views above.
MEASURED = (
    # One row per round: the questionnaire its answers belong to.
    f"""create or replace view round_questionnaire as
    select round, questionnaire from round_known join questionnaire_year on year = left(round, 4)::integer where {IN_ROUND};""",
    SCORED.format(view="scored", response="response"),
    # One row per question and thing it speaks for.
    """create or replace table tag as
    select 'aspect' as kind, questionnaire, question, aspect as item, weight from question
    union all select 'field', questionnaire, question, field, weight from question
    union all select distinct 'factor', questionnaire, question, factor, weight from question_factor join question using (questionnaire, question)
    union all select distinct 'outcome', questionnaire, question, outcome, weight from question_outcome join question using (questionnaire, question);""",
    # One row per thing of the model that has a figure, in the model's order.
    """create or replace table item as
    select 'aspect' as kind, aspect as item, position from aspect
    union all select 'field', field, position from field
    union all select 'factor', factor, position from factor
    union all select 'outcome', outcome, position from outcome;""",
    # One row per pair of tied questions that both speak for an item (of a step: by points), once per such item. weight: that of the
    # newer question, parted among the older ones tied to it; weight_from: that of the older one, parted among the newer ones.
    """create or replace table tied_question as
    with tagged as (
        select kind, questionnaire, question, item, weight from tag where kind in ('aspect', 'factor')
        union all select 'step', questionnaire, question, step, max_points from question
    )
    select questionnaire_from, questionnaire_to, new.kind, new.item, question_from, question_to,
        new.weight / count(*) over (partition by questionnaire_from, questionnaire_to, new.kind, new.item, question_to) as weight,
        old.weight / count(*) over (partition by questionnaire_from, questionnaire_to, old.kind, old.item, question_from) as weight_from
    from tie
    join tagged new on new.questionnaire = questionnaire_to and new.question = question_to
    join tagged old on old.questionnaire = questionnaire_from and old.question = question_from and (old.kind, old.item) = (new.kind, new.item);""",
    # One row per two questionnaires and item of the newer one. tied_share: the part of the item's weight that tied questions have,
    # in the questionnaire where it is smaller; weight: theirs in the newer one; max_points: of a step, in the newer one.
    """create or replace table tied_item as
    with tagged as (
        select kind, questionnaire, item, sum(weight) as weight from tag where kind in ('aspect', 'factor') group by all
        union all select 'step', questionnaire, step, sum(max_points) from question group by all
    ),
    listed as (
        select kind, questionnaire, item.item, position, null as max_points
        from item cross join (select distinct questionnaire from question) where kind in ('aspect', 'factor')
        union all select 'step', questionnaire, step, position, max_points from step
    ),
    tied as (
        select questionnaire_from, questionnaire_to, kind, item, sum(weight) as weight, sum(weight_from) as weight_from
        from tied_question group by all
    ),
    shared as (
        select papers.questionnaire_from, papers.questionnaire_to, listed.kind, listed.item, position, max_points, tied.weight,
            least(coalesce(tied.weight / nullif(new.weight, 0), 0), coalesce(tied.weight_from / nullif(old.weight, 0), 0)) as tied_share
        from (select distinct questionnaire_from, questionnaire_to from tie) papers
        join listed on listed.questionnaire = papers.questionnaire_to
        left join tied using (questionnaire_from, questionnaire_to, kind, item)
        left join tagged new on new.questionnaire = papers.questionnaire_to and (new.kind, new.item) = (listed.kind, listed.item)
        left join tagged old on old.questionnaire = papers.questionnaire_from and (old.kind, old.item) = (listed.kind, listed.item)
    )
    from shared
    union all
    select questionnaire_from, questionnaire_to, 'overall', unnest(['as_is', 'gap']), unnest([1, 2]), null, null,
        sum(aspect.weight * tied_share) / nullif(sum(aspect.weight), 0)
    from shared join aspect on aspect = item where kind = 'aspect' group by questionnaire_from, questionnaire_to;""",
)

SCOPED = (
    ("answer", "survey", "推進状況アンケート", "round, question, choice, points, reason, batch", f"text is null and {IN_ROUND}"),
    # What a measure sums up: every answer, whether scored or not, without its words.
    ("response", "survey", "推進状況アンケート", "round, question, choice, points, reason", IN_ROUND),
    ("step_table", "steps", "STEP得点表", "round, step, score, reason, batch", IN_ROUND),
    ("own_target", "targets", "目標", "round, aspect, target, reason, batch", IN_ROUND),
    (
        "support_log",
        "support_log",
        "支援記録",
        'date, type, title, method, participants, counterpart, staff, note, "next", reasons, batch',
        "true",
    ),
)

VIEWS = "\n".join(
    (
        SIGHT,
        *(scoped(*view) for view in SCOPED),
        # What a municipality wrote in its own words: the prefecture and its author.
        f"create or replace view remark as select round, code, question, text, batch from store.survey where text is not null and {OWN_OR_PREFECTURE} and {IN_ROUND};",
        f"create or replace view support_decision as select * from store.support_decisions where {PREFECTURE_ONLY} and {IN_ROUND};",
        f"create or replace view consent as select * from store.consents where {OWN_OR_PREFECTURE};",
        # Names and published figures are public; how the town hall is set up is not.
        """create or replace view municipality as
        select code, name, prefecture, category, kana, county, block, population, staff, area_km2, households, aged_ratio, "class",
            case when known then it_staff end as it_staff, case when known then cio end as cio, case when known then plan end as plan,
            case when known then council end as council, case when known then contact end as contact,
            case when known then accepts_questions end as accepts_questions,
            case when known then reasons end as reasons, batch
        from (
            select *, getvariable('role') = '県担当' or code in (select shown from sight where kind = '市町村マスタ') as known
            from store.municipalities where getvariable('role') is not null
        );""",
        "create or replace view area as select code, geometry, longitude, latitude, batch from store.boundaries where getvariable('role') is not null;",
        # Both ways, and each pair once however many sources name it.
        """create or replace view neighbour as
        select code, neighbour from (
            select code, unnest(borders) as neighbour from store.boundaries
            union select code_a, code_b from store.neighbours
            union select code_b, code_a from store.neighbours
        ) where getvariable('role') is not null and code <> neighbour;""",
        "create or replace view membership as select \"group\", code, note, batch from store.groups where getvariable('role') is not null;",
        "create or replace view indicator_value as select code, indicator, year, value, unit, reason, batch from store.indicators where getvariable('role') is not null;",
        # What was handed in, as it stands on record: for 県担当 alone, and never single persons or small groups of them.
        *(
            f"create or replace view {kind.name}_on_record as select * from store.{kind.name} where {PREFECTURE_ONLY};"
            for kind in KINDS.values()
            if not kind.confidential
        ),
        # Offers, menus and programmes are made to be known; a plan's figures are its owner's.
        *(
            f"create or replace view {name} as select * from store.{name} where getvariable('role') is not null;"
            for name in ("partners", "support_menu", "programs")
        ),
        # How many municipalities have had a menu in a fiscal year: a number, no names. An entry is of the menu with the longest name
        # that it begins with.
        """create or replace view menu_taken as
        select title, year(date - interval 3 month) as fiscal_year, count(distinct code) as taken
        from (
            select log.code, log.date, max_by(menu.title, length(menu.title)) as title
            from store.support_menu menu join store.support_log log on starts_with(log.title, menu.title)
            where getvariable('role') is not null and not ends_with(log.code, '000') group by log.code, log.date, log.title
        ) group by all;""",
        # Promises: 県担当 all; a municipality its own and those of a whole meeting in which it took part.
        f"""create or replace view decision as
        select decision, meeting, participants, date, code, text, owner, due, status, item from store.decision
        where {PREFECTURE_ONLY} or getvariable('role') = '市町村担当'
            and (code = getvariable('own') or code is null and list_contains(participants, getvariable('own')))
        qualify entry = max(entry) over (partition by decision);""",
        # What is shown in a meeting was filtered when it was made; who may open it again is 県担当, who chairs it.
        *(
            f"create or replace view {table} as select * from store.{table} where {PREFECTURE_ONLY};"
            for table in ("meeting", "meeting_note")
        ),
        # Notes as they stand, each for whom it was written; what one said before, when others read it, is for the prefecture alone.
        f"""create or replace view item_note as
        select * from (from store.item_note qualify entry = max(entry) over (partition by note))
        where text is not null and (round is null or {IN_ROUND}) and {WANTED_ONLY.format("code")}
            and ({PREFECTURE_ONLY} or audience = '共有' and getvariable('role') in ('市町村担当', '閲覧')
                or audience = '当該団体' and getvariable('role') = '市町村担当' and code = getvariable('own'));""",
        f"""create or replace view item_note_entry as
        select * from store.item_note where {PREFECTURE_ONLY} and (round is null or {IN_ROUND}) and {WANTED_ONLY.format("code")};""",
        f"create or replace view kpi as select * from store.kpi where {OWN_OR_PREFECTURE};",
        f"create or replace view reading_profile as select * from store.reading_profile where {PREFECTURE_ONLY};",
        f"create or replace view batch as select * from store.batch where {PREFECTURE_ONLY};",
        f"create or replace view original_kept as select sha256 from store.original where {PREFECTURE_ONLY};",
        f"create or replace view issue as select * from store.issues where {OWN_OR_PREFECTURE} and {IN_ROUND} and {WANTED_ONLY.format('code')};",
        # What a user has decided about clusters, of earlier rounds too: an issue is known again by its words, in the next list as well.
        f"""create or replace view issue_cluster as select * from store.issue_cluster
        where {PREFECTURE_ONLY} and (getvariable('round') is null or round <= getvariable('round'));""",
        # Edits of earlier rounds too: they move with the issue to the next list.
        f"""create or replace view issue_edit as select * from store.issue_edit
        where {OWN_OR_PREFECTURE} and (getvariable('round') is null or round <= getvariable('round')) and {WANTED_ONLY.format("code")};""",
        "create or replace view literacy_round as select distinct round from store.literacy_unit where getvariable('role') is not null and withdrawn is not true;",
        "create or replace view issue_round as select distinct round from store.issues where getvariable('role') is not null;",
        # What of the literacy diagnosis is published: pools for all, the own municipality for itself. A unit is wanted where a member is.
        # Of two a pool would tell each of them about the other.
        PUBLISHED_FOR.format(
            schema="",
            who="""(getvariable('role') = '県担当'
                or getvariable('role') = '市町村担当' and kind = '市町村' and unit = getvariable('own')
                or getvariable('role') in ('市町村担当', '閲覧') and kind <> '市町村' and len(members) > 2)""",
        ),
        # The receipt number of a batch is no secret: it stands under the figures that rest on it.
        "create or replace view receipt as select batch, kind, round, taken_at, sample from store.batch where getvariable('role') is not null and in_force;",
        # Which rounds there are is known to all who may ask at all.
        """create or replace view round_known as
        select distinct round from (select round from store.survey union select round from store.steps) where getvariable('role') is not null;""",
        # In which prefecture a municipality lies, unnamed ones included: what sums over a prefecture need.
        """create or replace view origin as
        select code, coalesce(prefecture, '') as prefecture from municipality
        union
        select sight.shown, coalesce(master.prefecture, '') from sight join store.municipalities master using (code)
        where sight.kind in ('推進状況アンケート', 'STEP得点表', '目標') and sight.shown <> sight.code;""",
        *MEASURED,
    )
)

# The same views once more for 県担当 alone, who sees all: planning a statement over the others, with what each role may see
# in them, takes longer than running it. They stand in a schema of their own, which a read of 県担当 finds first, and let
# nothing through to anybody else either.
PREFECTURE = "prefecture"
PREFECTURE_VIEWS = "\n".join(
    (
        f"create schema if not exists {PREFECTURE};",
        # One row per relation that is kept for one round (analytics/keeping.py), in the table <name>_<number>: as of which state of the database.
        f"create or replace table {PREFECTURE}.kept (number bigint, name varchar, round varchar, min_coverage double, given varchar, generation bigint);",
        *(
            f"create or replace view {PREFECTURE}.{view} as {unveiled(table, columns, condition)};"
            for view, table, _, columns, condition in SCOPED
        ),
        f"""create or replace view {PREFECTURE}.municipality as
        select code, name, prefecture, category, kana, county, block, population, staff, area_km2, households, aged_ratio, "class",
            it_staff, cio, plan, council, contact, accepts_questions, reasons, batch
        from store.municipalities where {PREFECTURE_ONLY};""",
        f"""create or replace view {PREFECTURE}.origin as
        select distinct code, coalesce(prefecture, '') as prefecture from store.municipalities where {PREFECTURE_ONLY};""",
        SCORED.format(view=f"{PREFECTURE}.scored", response=f"{PREFECTURE}.response"),
        PUBLISHED_FOR.format(schema=f"{PREFECTURE}.", who=PREFECTURE_ONLY),
    )
)
