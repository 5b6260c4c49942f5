"""How does a karte become one HTML file that needs nothing else? All its rows, charts inside, no script, no request."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from analytics import pictures
from analytics.charts.theme import FONT
from analytics.exports import ILLEGAL, PRODUCT
from analytics.karte.content import TITLE, Karte, Part
from analytics.karte.pdf import WIDTH, picture
from analytics.rounds import round_title
from analytics.sentences import paper

MOST_BESIDE = 7
"""Columns of a table that has another one beside it."""
NUMBERS = ("integer", "score", "number", "ratio", "round")
STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 80rem; padding: 1.5rem; font-family: %s; font-size: 1rem; line-height: 1.6; color: #1a1a1c; background: #fff; }
header { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: end; }
h1 { margin: 0; font-size: 2rem; line-height: 1.3; overflow-wrap: anywhere; }
h1 small { display: block; font-size: .9rem; font-weight: normal; color: #5f6670; }
h2 { margin: 0 0 .4rem; font-size: 1.1rem; color: #005a8c; border-bottom: 2px solid #0072b2; }
dl { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: 0; }
dt { font-size: .8rem; color: #5f6670; } dd { margin: 0; font-size: 1.05rem; overflow-wrap: anywhere; }
dl > div { border-left: 3px solid #0072b2; padding-left: .6rem; }
.lead { background: #eef1f5; border-radius: .3rem; padding: .6rem 1rem; font-size: 1.2rem; }
.sample { display: inline-block; border: 2px solid #b45309; border-radius: .3rem; padding: 0 .6rem; font-weight: bold; color: #8a3f06; }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%%, 34rem), 1fr)); gap: 1.5rem 2rem; }
section { min-width: 0; break-inside: avoid; } section.wide { grid-column: 1 / -1; }
p { margin: .2rem 0 .5rem; overflow-wrap: anywhere; }
figure { margin: 0 0 .5rem; } svg { width: 100%%; height: auto; } svg text { font-family: %s; }
.rows { overflow-x: auto; }
table { border-collapse: collapse; width: 100%%; font-size: .85rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .5rem; border-bottom: 1px solid #d5d9df; overflow-wrap: break-word; min-width: 5em; max-width: 26em; }
th { background: #eef1f5; font-weight: normal; color: #454c55; } .number { text-align: right; } td.number { white-space: nowrap; }
footer { margin-top: 2rem; border-top: 1px solid #c3cad3; font-size: .8rem; color: #5f6670; }
@page { size: A4 landscape; margin: 10mm; }
@media print { body { max-width: none; padding: 0; font-size: 9pt; } main { grid-template-columns: 1fr 1fr; gap: 4mm 6mm; } .rows { overflow: visible; } table { font-size: 7pt; } th, td { padding: .5mm 1mm; } }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html(karte: Karte) -> bytes:
    """One file in UTF-8. Raises NotInstalled where no chart can be drawn."""
    pictures.check_installed("vl_convert", pictures.FONT_PACKAGE)
    title = safe(f"{TITLE}　{karte.name}")
    sections = "\n".join(map(section, karte.parts.values()))
    return f"""<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{title}</title>
<style>{STYLE % (FONT, FONT)}</style>
</head>
<body>
{head(karte)}
<p class="lead">{safe(karte.lead)}</p>
<main>
{sections}
</main>
{foot(karte)}
</body>
</html>
""".encode()


def safe(text: str) -> str:
    return escape(ILLEGAL.sub("", text))


def head(karte: Karte) -> str:
    figures = "".join(f"<div><dt>{safe(label)}</dt><dd>{safe(value)}</dd></div>" for label, value in karte.figures)
    sample = f'<p class="sample">{paper.sample(True)}</p>' if karte.provenance.sample else ""
    round = round_title(karte.round) if karte.round else paper.NO_SURVEY
    return (
        f"<header><h1><small>{safe(karte.prefecture)}　{TITLE}　{round}</small>{safe(karte.name)}</h1><dl>{figures}</dl>{sample}</header>"
    )


def section(part: Part) -> str:
    """Heading, finding, chart and table of one part."""
    inside = "".join((f"<p>{safe(part.said)}</p>" if part.said else "", figure(part), table(part) if len(part.rows) else ""))
    wide = ' class="wide"' if len(part.rows) and len(part.fields) > MOST_BESIDE else ""
    return f'<section{wide} aria-labelledby="{part.key}"><h2 id="{part.key}">{safe(part.heading)}</h2>{inside}</section>'


def figure(part: Part) -> str:
    drawn = picture(part)
    return f'<figure role="img" aria-label="{safe(part.finding)}" style="max-width: {WIDTH * 1.4:.0f}px">{drawn}</figure>' if drawn else ""


def table(part: Part) -> str:
    heads = "".join(f'<th scope="col"{kind(field.format)}>{safe(field.label)}</th>' for field in part.fields)
    return f'<div class="rows" tabindex="0"><table><thead><tr>{heads}</tr></thead><tbody>{"".join(lines(part))}</tbody></table></div>'


def lines(part: Part) -> Iterator[str]:
    for row in part.cells():
        cells = (f"<td{kind(field.format)}>{safe(row[field.name])}</td>" for field in part.fields)
        yield f"<tr>{''.join(cells)}</tr>"


def kind(format: str) -> str:
    return ' class="number"' if format in NUMBERS else ""


def foot(karte: Karte) -> str:
    source = karte.provenance
    told = (f"出典：{paper.source(source.rounds, karte.response, source.batches)}", *karte.notes)
    made = paper.made(f"{karte.today:%Y-%m-%d}", PRODUCT, source.version)
    return f"<footer>{''.join(f'<p>{safe(line)}</p>' for line in (*told, made))}</footer>"
