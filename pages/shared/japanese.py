"""How does Streamlit's own chrome speak Japanese? One dictionary, put over what it draws as it is drawn."""

from __future__ import annotations

import json

# Streamlit 1.67 has no option for the language of its own texts: these are they, word for word from its static/js.
# Whole texts and attributes only, never parts of words.
WORDS = {
    # frame, menu, connection
    "Skip to main content": "本文へ移動",
    "Collapse sidebar": "メニューをたたむ",
    "Expand sidebar": "メニューを開く",
    "Sidebar": "メニューと絞り込み",
    "App pages": "画面の一覧",
    "Main menu": "メニュー",
    "App": "アプリ",
    "Logo": "ロゴ",
    "Navigate to home page": "最初の画面へ",
    "Notifications": "お知らせ",
    "View more": "もっと見る",
    "View less": "少なくする",
    "view more": "もっと見る",
    "view less": "少なくする",
    "Scroll tabs left": "タブを左へ送る",
    "Scroll tabs right": "タブを右へ送る",
    "Link to heading": "この見出しへのリンク",
    "Settings": "設定",
    "Print": "印刷",
    "Rerun": "再表示",
    "Auto rerun": "自動で再表示",
    "Always rerun": "常に再表示",
    "File change.": "プログラムが変わりました。",
    "Clear cache": "計算の控えを消す",
    "Clear caches": "計算の控えを消す",
    "Record screen": "画面を録画",
    "Theme": "配色",
    "System": "端末の設定",
    "Use system setting": "端末の設定に従う",
    "Light": "明るい",
    "Dark": "暗い",
    "Custom Theme Auto": "端末の設定に従う",
    "Custom Theme Light": "明るい",
    "Custom Theme Dark": "暗い",
    "Stop": "中止",
    "Running...": "計算中です",
    "RUNNING...": "計算中です",
    "Please wait...": "お待ちください",
    "Connecting": "接続しています",
    "CONNECTING": "接続しています",
    "Connecting to Streamlit server": "サーバーに接続しています",
    "Unable to connect to Streamlit server": "サーバーに接続できません",
    "Error": "エラー",
    "Connection error": "接続が切れました",
    "Connection lost. Please wait for the app to reconnect, then try again.": "接続が切れました。つながり直すのを待って、もう一度お試しください。",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": "サーバーが止まっています。起動し直してください:",
    "Streamlit server is not responding. Are you connected to the internet?": "サーバーが応答しません。ネットワークの接続を確かめてください。",
    "Connection timed out.": "サーバーの応答がありません。",
    "Network issue": "通信の不具合",
    "Cannot load Streamlit frontend code. This can happen when you update Streamlit while a Streamlit app is running.": "画面の部品を読み込めません。更新の直後に起こることがあります。",
    "To fix this, simply reload this app by pressing": "再読み込みしてください:",
    "Page not found": "ページが見つかりません",
    "Script execution error": "画面を表示できませんでした",
    "Try again": "もう一度",
    "Continue anyway": "このまま続ける",
    "Unknown error": "不明な不具合",
    "Loading...": "読み込み中です",
    "running": "実行中",
    "complete": "完了",
    "error": "エラー",
    # dialog, toolbar, copying
    "Close": "閉じる",
    "Dismiss": "閉じる",
    "Cancel": "やめる",
    "Help": "説明",
    "Copy": "コピー",
    "Copied": "コピーしました",
    "Copied!": "コピーしました",
    "Copy to clipboard": "コピー",
    "Copy code": "コピー",
    "Fullscreen": "全画面",
    "View fullscreen": "全画面",
    "Exit fullscreen": "全画面を終える",
    "Close fullscreen": "全画面を終える",
    "Show data": "数値を表で見る",
    "Show chart": "グラフに戻る",
    "Copy Vega-Lite spec": "グラフの定義をコピー",
    "Download": "保存",
    "Download as PNG": "画像（PNG）で保存",
    "Download as SVG": "画像（SVG）で保存",
    "Download as CSV": "CSVで保存",
    "Download failed": "保存できませんでした",
    "Vega visualization": "グラフ",
    "visualization": "グラフ",
    # choosing and typing
    "Choose options": "選んでください",
    "Choose an option": "選んでください",
    "Choose or add options": "選ぶか入力してください",
    "Choose or add an option": "選ぶか入力してください",
    "Add options": "追加してください",
    "Add an option": "追加してください",
    "No options to select": "選べる項目がありません",
    "No options to select.": "選べる項目がありません",
    "No options": "選べる項目がありません",
    "No results": "該当なし",
    "Select all": "すべて選ぶ",
    "Clear all": "すべて外す",
    "Clear value": "消す",
    "Clear entry": "消す",
    "Clear date": "日付を消す",
    "Clear dates": "日付を消す",
    "Clear time": "時刻を消す",
    "Selected values": "選んだもの",
    "Multiselect options": "選択肢",
    "Selectbox options": "選択肢",
    "Suggestions": "候補",
    "Show suggestions": "候補を表示",
    "Select...": "選んでください",
    "Open": "開く",
    "Increment": "増やす",
    "Decrement": "減らす",
    "Show password": "パスワードを表示",
    "Hide password": "パスワードを隠す",
    "Press Enter to apply": "改行キーで確定",
    "Press Enter to submit form": "改行キーで送信",
    "Press Ctrl+Enter to apply": "Ctrl＋改行キーで確定",
    "Press Ctrl+Enter to submit form": "Ctrl＋改行キーで送信",
    "Press ⌘+Enter to apply": "⌘＋改行キーで確定",
    "Press ⌘+Enter to submit form": "⌘＋改行キーで送信",
    "This field is required.": "入力してください。",
    "Invalid value.": "入力できない値です。",
    "Invalid input.": "入力できない値です。",
    "Number is below the allowed range.": "下限を下回っています。",
    "Number is above the allowed range.": "上限を超えています。",
    # dates
    "yyyy": "年",
    "mm": "月",
    "dd": "日",
    "Choose date": "日付を選ぶ",
    "Choose date range": "期間を選ぶ",
    "Choose date and time": "日時を選ぶ",
    "Date range": "期間",
    "Time": "時刻",
    "Calendar": "カレンダー",
    "Previous month": "前の月",
    "Next month": "次の月",
    "Previous": "前へ",
    "Next": "次へ",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.": "矢印キーで日付を移り、改行キーで選びます。",
    "Quick select a date range": "期間をすばやく選ぶ",
    "Past Week": "過去1週間",
    "Past Month": "過去1か月",
    "Past 3 Months": "過去3か月",
    "Past 6 Months": "過去6か月",
    "Past Year": "過去1年",
    "Past 2 Years": "過去2年",
    # files
    "Drag and drop files here": "ここにファイルをドロップ",
    "Drag and drop file here": "ここにファイルをドロップ",
    "Drag and drop a file here": "ここにファイルをドロップ",
    "Drag and drop directories here": "ここにフォルダーをドロップ",
    "Browse files": "ファイルを選ぶ",
    "Upload": "ファイルを選ぶ",
    "Add files": "ファイルを追加",
    "file upload": "ファイルの選択",
    "Upload failed": "送れませんでした",
    "Click to retry upload": "もう一度送る",
    "Only one file is allowed.": "ファイルは1つだけ選べます。",
    "File type not allowed.": "この種類のファイルは使えません。",
    "File size is too small.": "ファイルが小さすぎます。",
    "Too many files": "ファイルが多すぎます",
    "Unexpected error. Please try again.": "不具合がありました。もう一度お試しください。",
    # tables
    "Search": "検索",
    "Type to search": "検索する語を入力",
    "Previous Result": "前の結果",
    "Next Result": "次の結果",
    "Close Search": "検索を閉じる",
    "Show/hide columns": "列の表示・非表示",
    "Clear selection": "選択を外す",
    "Add row": "行を追加",
    "Delete row(s)": "行を削除",
    "Dataframe column menu": "列のメニュー",
    "Button action menu": "操作のメニュー",
    "Copy column name": "列名をコピー",
    "Sort ascending": "小さい順に並べる",
    "Sort descending": "大きい順に並べる",
    "Statistics": "列の集計",
    "Format": "表示形式",
    "Autosize": "幅を合わせる",
    "Pin column": "列を固定",
    "Unpin column": "列の固定を外す",
    "Hide column": "列を隠す",
    "Automatic": "自動",
    "Localized": "地域の書き方",
    "Plain": "そのまま",
    "Compact": "短く",
    "Dollar": "ドル",
    "Euro": "ユーロ",
    "Yen": "円",
    "Percent": "百分率",
    "Scientific": "指数",
    "Accounting": "会計",
    "Duration": "時間の長さ",
    "Bytes": "バイト",
    "Distance": "現在からの長さ",
    "Datetime": "日時",
    "Date": "日付",
    "Custom": "自分で決める",
    "Top values frequency chart": "多い値のグラフ",
    "Distribution chart": "分布のグラフ",
    "Range": "範囲",
    "Count": "件数",
    "Values": "値のある行",
    "Empty": "空",
    "Distinct": "異なる値",
    "Average": "平均",
    "Standard deviation": "標準偏差",
    "Minimum": "最小",
    "Median": "中央値",
    "Maximum": "最大",
    "Sum": "合計",
    "Earliest": "最も古い",
    "Latest": "最も新しい",
    "True": "はい",
    "False": "いいえ",
    "Other": "その他",
    "Minimum length": "最短の文字数",
    "Maximum length": "最長の文字数",
    "Average length": "平均の文字数",
    "Based on sample": "一部の行による",
    "No data": "データなし",
    "No content": "内容なし",
    "empty": "データなし",
    "Scrollable table": "表",
    "(index)": "（行番号）",
}

# Texts with a part that varies: [pattern, text], $1 stands for the first part.
PATTERNS = [
    # Streamlit rounds 600MB to "1GB per file": the uploader's own label names the limits.
    [r"^(Limit )?[\d.,]+ ?[KMGT]?B per file.*$", "ここにドロップしても選べます"],
    [r"^Help for (.+)$", "$1の説明"],
    [r"^Shortcut:? (.+)$", "キー: $1"],
    [r"^Page ([\d,]+)$", "$1ページ"],
    [r"^View (\d+) more$", "ほか$1件を見る"],
    [r"^(\d+) more$", "ほか$1件"],
    [r"^Add: (.+)$", "追加: $1"],
    [r"^(\d+) options? available\.$", "選択肢は$1件"],
    [r"^(.+), selected$", "$1、選択中"],
    [r"^year, (.+)$", "年、$1"],
    [r"^month, (.+)$", "月、$1"],
    [r"^day, (.+)$", "日、$1"],
    [r"^Choose date, (.+)$", "日付を選ぶ、$1"],
    [r"^Choose date range, (.+)$", "期間を選ぶ、$1"],
    [r"^(\d+) – [A-Z][a-z]+$", "$1"],
    [r"^(.+) — start$", "$1の左のつまみ"],
    [r"^(.+) — end$", "$1の右のつまみ"],
    [r"^[a-z]+ mark container$", "図の部分"],
    # Vega's title speaks even where the chart's parts are silent.
    [r"^(Title|Subtitle) text '(.+)'$", "$2"],
    [r"^Select (\d+) matches$", "該当する$1件を選ぶ"],
    [r"^Remove (.+)$", "$1を外す"],
    [r"^Cancel upload of (.+)$", "$1の送信をやめる"],
    [r"^Selected (.+)\. .*$", "選択中: $1"],
    [r"^File type must be .*$", "この種類のファイルは使えません"],
    [r"^File must be .*$", "ファイルの大きさが制限を超えています"],
    [r"^File is larger than (.+)$", "$1より大きいファイルは使えません"],
    [r"^File is smaller than (.+)$", "$1より小さいファイルは使えません"],
    [r"^Number is outside the allowed range\. Please enter a value between (.+) and (.+)\.$", "$1から$2までの値を入力してください。"],
    [r"^Number is below the allowed range\. Please enter a value greater than or equal to (.+)\.$", "$1以上の値を入力してください。"],
    [r"^Number is above the allowed range\. Please enter a value less than or equal to (.+)\.$", "$1以下の値を入力してください。"],
    [r"^You can only select up to (\d+) .*$", "選べるのは$1件までです。先に1件外してください。"],
    [r"^Connection failed with status (\d+).*$", "サーバーに接続できません（$1）。"],
    [r"^(You have requested page|The page that you have requested).*$", "お探しの画面はありません。最初の画面を表示します。"],
]

SCRIPT = """
(() => {
  const words = %s;
  const patterns = %s.map(([pattern, text]) => [new RegExp(pattern), text]);
  const attributes = ["title", "aria-label", "aria-roledescription", "aria-valuetext", "placeholder", "alt", "data-tooltip"];
  const spoken = (whole) => {
    const text = whole.trim();
    // Nearly all texts of the pages are Japanese: they cost one look for Latin letters.
    if (text.length > 400 || !/[A-Za-z]{2}/.test(text)) return null;
    if (Object.hasOwn(words, text)) return words[text];
    for (const [pattern, said] of patterns) if (pattern.test(text)) return text.replace(pattern, said);
    const colon = text.indexOf(": ");  // "Fullscreen: <what the chart is called>"
    return colon > 0 && Object.hasOwn(words, text.slice(0, colon)) ? words[text.slice(0, colon)] + text.slice(colon) : null;
  };
  const readText = (node) => { const said = spoken(node.data); if (said && node.data !== said) node.data = said; };
  const readAttribute = (node, name) => {
    const value = node.getAttribute(name);
    const said = value && spoken(value);
    if (said && said !== value) node.setAttribute(name, said);
  };
  // The name of an icon is no text: turned into Japanese its picture would be lost.
  const isIcon = (node) => node.getAttribute("translate") === "no" && node.ariaHidden === "true";
  const isRead = (node) => !/^(SCRIPT|STYLE|NOSCRIPT|CANVAS|TEXTAREA)$/i.test(node.tagName) && !isIcon(node);
  const readTree = (top) => {
    if (top.nodeType === 3) { if (top.parentElement && isRead(top.parentElement)) readText(top); return; }
    if (top.nodeType !== 1 || !isRead(top)) return;
    for (const name of attributes) if (top.hasAttribute(name)) readAttribute(top, name);
    for (let child = top.firstChild; child; child = child.nextSibling) readTree(child);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(readTree);
      else if (change.type === "attributes") readAttribute(change.target, change.attributeName);
      else readTree(change.target);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes });
  // Calendars and announcements follow the browser's language; here they speak Japanese in every browser.
  Object.defineProperty(navigator, "language", { get: () => "ja-JP" });
  Object.defineProperty(navigator, "languages", { get: () => ["ja-JP", "ja"] });
})();
"""


def script() -> str:
    """The script that stands in the page before Streamlit's own, and so outlives every rerun and change of page."""
    return SCRIPT % (json.dumps(WORDS, ensure_ascii=False), json.dumps(PATTERNS, ensure_ascii=False))
