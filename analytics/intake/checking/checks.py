"""What does a file say, cell by cell? Its staged text → rows as they would be stored, and findings.

Set-based: DuckDB holds the cells, Python sees each distinct text once. Temporary tables of one cursor:
`cell` (sheet, line, position, item, text) one row per cell that is mapped; `context` (sheet, line, code, round) one row per
data row; `verdict` (round, item, text → value, reason, fault); `incoming` one row per row to be stored.
"""

from __future__ import annotations

import pandas as pd

from analytics.intake.checking.cells import create_tables, load_cells
from analytics.intake.checking.characters import character_findings
from analytics.intake.checking.figures import colliding_findings, empty_findings, incomplete_findings, share_findings, unit_findings
from analytics.intake.checking.incoming import duplicate_findings, gather
from analytics.intake.checking.master import master_findings
from analytics.intake.checking.notes import notes_on_plan, unit_fault
from analytics.intake.checking.outside import without_wide_rows
from analytics.intake.checking.reader import Reader, tidy
from analytics.intake.checking.respondents import stage_nobody, stage_respondents
from analytics.intake.checking.row_places import context_findings, place_findings
from analytics.intake.checking.verdicts import cell_findings, foreign_findings, judge_cells, self_neighbour_findings


def stage(reader: Reader) -> pd.DataFrame:
    """Fills the temporary tables from the plan's sheets; gives the findings, errors first, in file order."""
    create_tables(reader.cursor)
    if any(part.lacking or unit_fault(part) for part in reader.plan.parts):
        reader.cursor.execute(NOTHING.format(table=reader.kind.name))
        if reader.kind.private:
            stage_nobody(reader)
        return tidy(notes_on_plan(reader.plan))
    findings = notes_on_plan(reader.plan)
    reader, outside = without_wide_rows(reader)
    findings += [outside]
    if reader.kind.private:
        return tidy([*findings, *stage_respondents(reader)])
    load_cells(reader)
    findings += [empty_findings(reader)]
    findings += [place_findings(reader), *context_findings(reader)]
    findings += [foreign_findings(reader)]
    findings += [character_findings(reader)]
    judge_cells(reader)
    findings += [cell_findings(reader)]
    gather(reader)
    findings += [self_neighbour_findings(reader), master_findings(reader)]
    findings += [incomplete_findings(reader), colliding_findings(reader), unit_findings(reader), share_findings(reader)]
    findings += [duplicate_findings(reader)]
    return tidy([unquoted(part) for part in findings] if reader.kind.confidential else findings)


def unquoted(findings: pd.DataFrame) -> pd.DataFrame:
    """Without the words of the cells: of small groups only the place is named."""
    return findings.assign(value="")


NOTHING = "create or replace temp table incoming as select 0 as sheet, 0 as line, * exclude (batch) from store.{table} where false"
