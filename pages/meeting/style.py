"""How large is the type of a slide? It grows with the screen: 25 px on 1920 × 1080, 17 px on 1280 × 720, titles half as large again.

The slide takes all the height that banner, title, source and buttons leave. On a small or much enlarged screen the page scrolls.
"""

from __future__ import annotations

STYLE = """
<style>
:root { --letter: max(16px, min(1.31vw, 2.33vh)); --line: light-dark(#b6bdc7, #556170); --soft: light-dark(#eef1f5, #262d36); --faint: light-dark(#5f6670, #aab2bd); }
[data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"], [data-testid="stExpandSidebarButton"], [data-testid="stHeader"] { display: none !important; }
[data-testid="stElementToolbar"] { display: none; }
.stMainBlockContainer { padding: 0.6rem 2rem 0; max-width: none; }
.stApp h1 { font-size: calc(var(--letter) * 1.55); line-height: 1.3; padding: 0; }
[data-testid="stMainBlockContainer"] [data-testid="stMarkdownContainer"]:has(h1) { margin: 0; }

.banner { display: flex; flex-wrap: wrap; gap: 0 1.2em; font-size: var(--letter); line-height: 1.35; margin: 0; padding: 0.2em 0.8em; border-radius: 0.4em; border: 2px solid; }
.banner.revealing { color: #7a2600; background: #fff1e6; border-color: #b45309; }
.banner.hiding { color: #0b3d6e; background: #e8f2fc; border-color: #0b5cad; }
.st-key-stage_end button { white-space: nowrap; }

.slide { font-size: var(--letter); line-height: 1.5; }
.slide.larger { --letter: calc(max(16px, min(1.31vw, 2.33vh)) * 1.2); }
.slide.largest { --letter: calc(max(16px, min(1.31vw, 2.33vh)) * 1.45); line-height: 1.6; }
.slide li, .slide p, .slide td, .slide th { font-size: var(--letter); }
.slide ul { margin: 0.4em 0 0; padding-left: 1.2em; }
.slide li { margin: 0 0 0.5em; }
.slide table { border-collapse: collapse; width: 100%; margin: 0; }
.slide th, .slide td { border-bottom: 1px solid var(--line); padding: 0.3em 0.6em; text-align: left; vertical-align: top; }
.slide th { font-weight: 700; border-bottom-width: 2px; white-space: nowrap; }
.slide td:first-child { font-weight: 700; }
.slide.participants td:not(:last-child), .slide.literacy td:first-child, .slide.cases td:nth-child(n + 3) { white-space: nowrap; }
.slide.literacy th { white-space: normal; }
.slide.cases td:first-child { width: 30%; }
.slide.shared, .slide.offers { line-height: 1.35; }
.slide.shared td:first-child { width: 42%; }
.slide.participants { line-height: 1.3; }
.slide.follow_up td:nth-child(2), .slide.follow_up td:nth-child(4), .slide.follow_up td:nth-child(5) { white-space: nowrap; }
.slide.follow_up td:first-child { width: 24%; }
.slide.follow_up td:nth-child(3) { min-width: 7em; }
.stApp [data-testid="stDateInput"] [role="spinbutton"], .stApp [data-testid="stDateInput"] [role="presentation"] { font-size: var(--letter); }
.slide.programme td { padding: 0.15em 0.6em; }
.slide.programme.long { line-height: 1.25; }
.slide.programme.long td { padding: 0 0.6em; }
.slide.programme td:not(:nth-child(2)) { white-space: nowrap; font-weight: 400; }
.slide.programme td:nth-child(2), .slide.programme td:last-child { font-weight: 700; }
.slide .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(max(40%, 14em), 1fr)); gap: 0.8em; }
.slide .cards section:last-child:nth-child(odd) { grid-column: 1 / -1; }
.slide .cards section { background: var(--soft); border-left: 0.3em solid light-dark(#0072b2, #3895fe); border-radius: 0.4em; padding: 0.6em 0.9em; }
.slide .cards h2 { font-size: var(--letter); line-height: 1.3; padding: 0 0 0.3em; margin: 0; }
.slide .cards p { margin: 0; }
.foot { font-size: calc(var(--letter) * 0.97); line-height: 1.3; margin: 0; color: var(--faint); }

.stApp label p, .stApp textarea, .stApp input, .stApp button p, .st-key-stage_nav [data-baseweb="select"], .stApp .stSelectbox div { font-size: var(--letter); }
.st-key-stage_note [data-testid="stTextAreaRootElement"] { height: calc(100vh - 25rem) !important; min-height: 9rem; }
.st-key-stage_note textarea { line-height: 1.5; }
.stApp .stTextInput input, .stApp .stDateInput input { line-height: 1.2; padding-top: 0.15em; padding-bottom: 0.15em; }
.stApp [data-testid="stDateInputField"], .stApp [data-testid="stDateInputField"] * { line-height: 1.2; padding-top: 0; padding-bottom: 0; }
.stApp [data-testid="stDateInputField"], .stApp .stTextInput [data-testid="stTextInputRootElement"] { height: auto; min-height: calc(var(--letter) * 1.9); }
.st-key-stage_nav { padding: 0.4rem 0 0.5rem; background: light-dark(#ffffff, #14181d); border-top: 1px solid light-dark(#d5d9df, #333b45); }
.st-key-stage_nav [data-testid="stElementContainer"]:has(.stSelectbox) { max-width: calc(var(--letter) * 28); }
.dots { display: flex; align-items: center; gap: 0.35em; font-size: var(--letter); }
.dots span { width: 0.55em; height: 0.55em; border-radius: 50%; border: 2px solid var(--faint); }
.dots span.here { background: light-dark(#0b5cad, #7ab8f5); border-color: light-dark(#0b5cad, #7ab8f5); width: 1.4em; border-radius: 0.4em; }
[data-testid="stVerticalBlock"].st-key-stage_chart { min-height: 20rem; }

/* Where the screen is large enough, everything stands on it at once. */
@media (min-width: 900px) and (min-height: 600px) {
  .stMainBlockContainer { height: 100vh; }
  .stMainBlockContainer > [data-testid="stVerticalBlock"] { height: 100%; flex-wrap: nowrap; gap: 0.5rem; }
  .stMainBlockContainer > [data-testid="stVerticalBlock"] > * { flex: 0 0 auto; }
  .stMainBlockContainer > [data-testid="stVerticalBlock"] > :has(.st-key-stage_body) { flex: 1 1 0; min-height: 0; }
  .st-key-stage_body, .st-key-stage_body :has(.st-key-stage_slide), .st-key-stage_body :has(> * .st-key-stage_note), .st-key-stage_slide, .st-key-stage_slide :has(.st-key-stage_chart),
  .st-key-stage_slide :has(> .st-key-stage_chart), .st-key-stage_chart, .st-key-stage_chart > *, .st-key-stage_chart :has([data-testid="stVegaLiteChart"]), .st-key-stage_chart [data-testid="stVegaLiteChart"] { height: 100% !important; min-height: 0; }
  .st-key-stage_slide { overflow-y: auto; }
}
</style>
"""
