#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves that the rules bite: each breach planted in a scratch copy must be found, and the copy without it must be clean.
set -euo pipefail
root=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
copy() {
    rm -rf "$scratch/tree"
    mkdir "$scratch/tree"
    cp -r "$root"/{core,ui,app,tests} "$scratch/tree/"
}
expect() { # expect NAME FILE LINE WORDS
    copy
    mkdir -p "$(dirname "$scratch/tree/$2")"
    printf '%s\n' "$3" >>"$scratch/tree/$2"
    if output=$(python3 "$root/tests/architecture/rules.py" "$scratch/tree"); then
        echo "not found: $1"
        exit 1
    fi
    grep -qF "$4" <<<"$output" || { echo "found something else for $1: $output"; exit 1; }
    echo "found: $1"
}
refuses() { # refuses [ARGUMENT…]
    local code=0
    output=$(python3 "$root/tests/architecture/rules.py" "$@" 2>&1) || code=$?
    [[ $code == 2 && $output == usage:* ]] || { echo "no usage for '$*' (exit $code): $output"; exit 1; }
    echo "usage for: '$*'"
}
refuses
refuses "$scratch"
refuses "$root" "$root"
copy
python3 "$root/tests/architecture/rules.py" "$scratch/tree"
expect "an include of a higher floor" core/plan/plan.cpp '#include "engine/runner.h"' "may not include engine"
expect "a prefixed widget header in core" core/base/error.cpp '#include <QtWidgets/QWidget>' "core never sees GUI headers"
expect "Qt SQL outside its room" core/ledger/event.cpp '#include <QSqlDatabase>' "only core/sql sees"
expect "a session in a page" ui/theme/theme.cpp '#include "sql/sql_session.h"' "ui never sees"
expect "a nested event loop" app/cli/main.cpp 'void f() { QEventLoop loop; loop.exec(); }' "nested event loops"
expect "wall clock in core" core/plan/plan.cpp 'auto t = QDateTime::currentDateTimeUtc();' "time comes from Clock"
expect "a link to a higher floor" core/plan/CMakeLists.txt 'target_link_libraries(sluice_plan PRIVATE sluice_engine)' "links engine"
expect "a skipped test" tests/core/base/tst_nothing.cpp 'void f() { QSKIP("later"); }' "no test is skipped"
for file in core/ledger/sqlite_ledger.cpp tests/core/sql/tst_sql_worker.cpp tests/support/postgres_cluster.cpp; do
    expect "a sleep in $file" "$file" 'void f() { std::this_thread::sleep_for(std::chrono::seconds(1)); }' "$file"
done
