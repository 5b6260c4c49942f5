"""How large is the type of a slide? It grows with the screen: 25 px on 1920 × 1080, 17 px on 1280 × 720, titles half as large again."""

from __future__ import annotations

STYLE = """
<style>
:root { --letter: max(16px, min(1.3vw, 2.32vh)); }
[data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"], [data-testid="stExpandSidebarButton"], [data-testid="stHeader"] { display: none !important; }
.block-container { padding: 0.6rem 2.2rem 5.2rem; max-width: none; }
.stApp h1 { font-size: calc(var(--letter) * 1.55); line-height: 1.35; padding: 0.2rem 0 0.4rem; }
.banner { font-size: calc(var(--letter) * 0.8); margin: 0; padding: 0.3em 0.8em; border-radius: 0.4em; border: 2px solid; }
.banner.revealing { color: #7a2600; background: #fff1e6; border-color: #b45309; }
.banner.hiding { color: #0b3d6e; background: #e8f2fc; border-color: #0b5cad; }
.slide { font-size: var(--letter); line-height: 1.6; }
.slide li { font-size: var(--letter); }
.slide.roomy, .slide.roomy li, .slide.roomy td, .slide.roomy th { font-size: calc(var(--letter) * 1.3); }
.slide ul { margin: 0 0 0.6em; padding-left: 1.2em; }
.slide table { border-collapse: collapse; width: 100%; margin: 0 0 0.6em; }
.slide th, .slide td { border-bottom: 1px solid light-dark(#b6bdc7, #556170); padding: 0.35em 0.6em; text-align: left; vertical-align: top; font-size: var(--letter); }
.slide th { font-weight: 700; border-bottom-width: 2px; white-space: nowrap; }
.slide td:first-child { font-weight: 700; }
.slide.two td:not(:last-child) { white-space: nowrap; }
.foot { font-size: calc(var(--letter) * 0.62); margin: 0; color: light-dark(#5f6670, #aab2bd); }
.slide.two { display: grid; grid-template-columns: 2fr 1fr; line-height: 1.4; gap: 2em; }
.stApp label p, .stApp textarea, .stApp input, .stApp button p, .st-key-stage_nav [data-baseweb="select"], .stApp .stSelectbox div { font-size: max(16px, calc(var(--letter) * 0.8)); }
.st-key-stage_chart [data-testid="stVegaLiteChart"], .st-key-stage_chart [data-testid="stFullScreenFrame"], .st-key-stage_chart [data-testid="stElementContainer"] { height: calc(100vh - 14.5rem) !important; min-height: 20rem; }
.stApp .st-key-stage_note textarea { font-size: var(--letter); line-height: 1.5; height: calc(100vh - 26rem) !important; min-height: 8rem; }
.st-key-stage_nav { position: fixed; left: 0; right: 0; bottom: 0; z-index: 10; padding: 0.6rem 2.2rem; background: light-dark(#ffffff, #14181d); border-top: 1px solid light-dark(#d5d9df, #333b45); }
.dots { display: flex; align-items: center; gap: 0.45em; font-size: var(--letter); }
.dots span { width: 0.6em; height: 0.6em; border-radius: 50%; border: 2px solid light-dark(#5f6670, #aab2bd); }
.dots span.here { background: light-dark(#0b5cad, #7ab8f5); border-color: light-dark(#0b5cad, #7ab8f5); width: 1.4em; border-radius: 0.4em; }
[data-testid="stElementToolbar"] { display: none; }
.st-key-stage_end button { white-space: nowrap; }
</style>
"""
