#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves that the checks bite: check_test.sh LUPDATE ROOT
set -euo pipefail
lupdate=$1 root=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
copy() {
    rm -rf "$scratch/tree"
    mkdir -p "$scratch/tree/core"
    cp -r "$root"/{ui,app,translations} "$scratch/tree/"
    cp -r "$root"/core/communication "$scratch/tree/core/"
}
expect() { # expect NAME WORDS COMMAND…
    local name=$1 words=$2
    shift 2
    if output=$(python3 "$root/tests/translations/check.py" "$@"); then echo "not found: $name"; exit 1; fi
    grep -qF "$words" <<<"$output" || { echo "found something else for $name: $output"; exit 1; }
    echo "found: $name"
}
de=$scratch/tree/translations/sluice_de.ts
copy
sed -i 's/tr("no runner")/tr("not a single runner")/' "$scratch/tree/ui/models/shell_presenter.cpp" "$scratch/tree/ui/shell/shell_presenter.cpp" 2>/dev/null || true
expect "a changed string" "not a single runner" current "$lupdate" "$scratch/tree"
copy
sed -i '0,/%1<\/translation>/s//%2<\/translation>/' "$de"
expect "a lost placeholder" "placeholders differ" complete "$scratch/tree"
copy
sed -i '0,/<translation>/s//<translation type="vanished">/' "$de"
expect "a vanished message" "its source is gone" complete "$scratch/tree"
copy
sed -i '0,/<numerusform>[^<]*<\/numerusform>/s///' "$de"
expect "a missing plural" "plural forms" complete "$scratch/tree"
