"""Which files does `make sample` write?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analytics.generating.issue_files import issue_lists
from analytics.generating.literacy_files import opinions, single_results, summed_results
from analytics.generating.master_files import map_file, member_list, municipality_list, tunnel_list
from analytics.generating.offer_files import offers, plan_indicators, programmes, support_menu
from analytics.generating.outline import outline, with_areas
from analytics.generating.places import NEWEST, PREFECTURE, SEED, YEARS, Place, places
from analytics.generating.statistics_files import published, statistics
from analytics.generating.story import story
from analytics.generating.support_files import consents, decisions, support_log
from analytics.generating.survey_files import step_table, survey_form, survey_sheets, survey_table, target_list
from analytics.model import Model


def sample_files(model: Model, out: Path, seed: int = SEED) -> list[Path]:
    """Writes the demonstration files in the forms that real ones arrive in; gives their paths in the order to take in."""
    out.mkdir(parents=True, exist_ok=True)
    borders = outline(seed, places(seed))
    towns = with_areas(places(seed), borders)
    told = story(seed, model, towns)
    return [
        municipality_list(model, told, out / "市町村一覧（令和7年4月1日現在）.xlsx"),
        map_file(towns, borders, out / "みほん県_市町村界.json"),
        tunnel_list(towns, borders, out / "隣接の追加_橋・トンネル.csv"),
        member_list(towns, out / "グループ名簿.csv"),
        survey_sheets(seed, model, told, out / "令和5年度_推進状況アンケート_市町村別.xlsx"),
        survey_table(seed, model, told, out / "令和6年度_推進状況アンケート_回答一覧.xlsx"),
        survey_form(seed, model, told, out / "令和7年度_推進状況アンケート_回答フォーム.csv"),
        step_table(seed, model, told, out / "令和5年度_STEP得点表.csv"),
        target_list(seed, model, told, out / "令和7年度_市町村の目標.csv"),
        statistics(seed, told, out / "市町村別統計指標.csv"),
        published(seed, model, told, out / "DX推進体制の公表状況.csv"),
        support_log(seed, told, out / "支援記録簿.xlsx"),
        decisions(seed, told, out / "令和6年度_支援希望と県の決定.csv"),
        consents(seed, told, out / "開示の同意一覧.csv"),
        *lists_of(seed, towns, out),
    ]


def lists_of(seed: int, towns: Sequence[Place], out: Path) -> list[Path]:
    return [
        single_results(seed, NEWEST, towns, out / "令和7年度_DXリテラシー診断_受診結果.csv"),
        opinions(seed, NEWEST, towns, out / "令和7年度_職員アンケート.csv"),
        summed_results(seed, NEWEST - 1, towns, out / "令和6年度_DXリテラシー診断_集計.xlsx"),
        issue_lists(seed, NEWEST, towns, out / "令和7年度_課題一覧_6町村.xlsx"),
        offers(seed, out / "ソリューション・シーズ一覧.csv"),
        support_menu(out / "県の支援メニュー.csv"),
        programmes(out / "国等の制度・財源.csv"),
        plan_indicators(seed, YEARS, towns, PREFECTURE, out / "推進計画のKPI.csv"),
    ]
