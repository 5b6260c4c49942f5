#!/bin/sh
# Chromium, a Japanese font and LibreOffice (opens an exported workbook and a meeting's minutes once) for the tests: through apt where we may,
# else the one line to run.
set -eu
need=""
command -v chromium >/dev/null 2>&1 || need="$need chromium"
fc-list :lang=ja 2>/dev/null | grep -q . || need="$need fonts-ipaexfont-gothic fontconfig"
office=$(readlink -f "$(command -v soffice || echo /none)" || true)
ls "$(dirname "$office")"/libsclo.* >/dev/null 2>&1 || need="$need libreoffice-calc-nogui"
ls "$(dirname "$office")"/libswlo.* >/dev/null 2>&1 || need="$need libreoffice-writer-nogui" # soffice may be there without its Writer
[ -n "$need" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of package names
    apt-get install -y -qq --no-install-recommends $need >/dev/null
else
    echo "ブラウザーの試験に必要なものがありません。次を実行してください: sudo apt-get install -y --no-install-recommends$need" >&2
    exit 1
fi
