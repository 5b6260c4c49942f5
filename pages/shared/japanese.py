"""How does Streamlit's own chrome speak Japanese? One dictionary, put over what it draws as it is drawn."""

from __future__ import annotations

import json

import streamlit as st

# Streamlit 1.67 has no option for the language of its own texts. Whole texts and attributes only, never parts of words.
WORDS = {
    "Drag and drop files here": "ここにファイルをドロップ",
    "Drag and drop file here": "ここにファイルをドロップ",
    "Browse files": "ファイルを選ぶ",
    "Upload": "ファイルを選ぶ",
    "Choose options": "選んでください",
    "Choose an option": "選んでください",
    "No options to select": "選べる項目がありません",
    "No results": "該当なし",
    "Select all": "すべて選ぶ",
    "Clear all": "すべて外す",
    "Clear value": "消す",
    "Open": "開く",
    "Close": "閉じる",
    "Show data": "数値を表で見る",
    "Show chart": "グラフに戻る",
    "Download as PNG": "画像（PNG）で保存",
    "Download as SVG": "画像（SVG）で保存",
    "Download as CSV": "CSVで保存",
    "Fullscreen": "全画面",
    "View fullscreen": "全画面",
    "Exit fullscreen": "全画面を終える",
    "Close fullscreen": "全画面を終える",
    "Search": "検索",
    "Type to search": "検索する語を入力",
    "Show/hide columns": "列の表示・非表示",
    "Sort ascending": "小さい順に並べる",
    "Sort descending": "大きい順に並べる",
    "Format": "表示形式",
    "Autosize": "幅を合わせる",
    "Pin column": "列を固定",
    "Unpin column": "列の固定を外す",
    "Hide column": "列を隠す",
    "Stop": "中止",
    "Running...": "計算中です",
    "RUNNING...": "計算中です",
    "Page not found": "ページが見つかりません",
    "View more": "もっと見る",
    "View less": "少なくする",
    "Settings": "設定",
    "Print": "印刷",
    "Rerun": "再表示",
    "Connection error": "接続が切れました",
    "Copy to clipboard": "コピー",
    "empty": "データなし",
}

SCRIPT = """
<script>
(() => {
  const words = %s;
  const root = window.parent.document;
  const attributes = ["title", "aria-label", "placeholder", "data-tooltip"];
  const exact = (text) => words[text.trim()];
  const patterns = [
    // Streamlit rounds 600MB to "1GB per file": the uploader's own label names the limits.
    [/^(Limit )?(.+) per file(.*)$/, () => "ここにドロップしても選べます"],
    [/^Remove (.+)$/, (m) => `${m[1]} を外す`],
    [/^Selected (.+)\\. (.*)$/, (m) => `選択中: ${m[1]}`],
  ];
  const spoken = (text) => {
    const found = exact(text);
    if (found) return found;
    for (const [pattern, say] of patterns) { const m = text.trim().match(pattern); if (m) return say(m); }
    return null;
  };
  const visit = (node) => {
    if (node.nodeType === 3) { const said = spoken(node.data); if (said && node.data !== said) node.data = said; return; }
    if (node.nodeType !== 1 || node.tagName === "SCRIPT" || node.tagName === "STYLE") return;
    for (const name of attributes) {
      const value = node.getAttribute(name);
      const said = value && spoken(value);
      if (said && said !== value) node.setAttribute(name, said);
    }
    node.childNodes.forEach(visit);
  };
  if (window.parent.__speaksJapanese) return;
  window.parent.__speaksJapanese = true;
  root.documentElement.lang = "ja";
  visit(root.body);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(visit); else visit(change.target);
    }
  }).observe(root.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes });
})();
</script>
"""


def speak_japanese() -> None:
    """Puts the dictionary into the page; it stays there for all later reruns."""
    st.html(SCRIPT % json.dumps(WORDS, ensure_ascii=False), unsafe_allow_javascript=True)
