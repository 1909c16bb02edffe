#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs into an empty folder and uses what is there: install_test.sh CMAKE BUILD GUI(0|1) VERSION
set -euo pipefail
cmake=$1 build=$2 gui=$3 version=$4
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
fail() { echo "install: $*" >&2; exit 1; }

DESTDIR=$stage "$cmake" --install "$build" --prefix /usr >"$stage/log" || { cat "$stage/log"; fail "cmake --install ended with an error"; }
usr=$stage/usr
expected=(bin/sluice lib/systemd/user/sluice-agent@.service share/bash-completion/completions/sluice share/doc/sluice/LICENSE share/man/man1/sluice.1
    share/sluice/schema/plan.schema.json share/sluice/schema/checks.schema.json share/sluice/schema/workspace.schema.json)
[ "$gui" = 1 ] && expected+=(bin/sluice-console share/applications/local.sluice.console.desktop
    share/icons/hicolor/scalable/apps/local.sluice.console.svg share/man/man1/sluice-console.1
    share/metainfo/local.sluice.console.metainfo.xml)
found=$(cd "$usr" && find . -type f | sed 's,^\./,,' | sort)
wanted=$(printf '%s\n' "${expected[@]}" | sort)
[ "$found" = "$wanted" ] || { diff <(echo "$wanted") <(echo "$found") || true; fail "these files are missing (<) or strange (>)"; }
for file in "${expected[@]}"; do [ -s "$usr/$file" ] || fail "$file is empty"; done

[ "$("$usr/bin/sluice" --version)" = "sluice $version" ] || fail "sluice --version does not say sluice $version"
# An agent stands on machines without a display.
! ldd "$usr/bin/sluice" | grep -E 'Qt6(Gui|Widgets|Charts|OpenGL)' || fail "the command line needs libraries of the console"
"$usr/bin/sluice" init "$stage/shop" >/dev/null || fail "the installed sluice cannot make a workspace"
if [ "$gui" = 1 ]; then
    QT_QPA_PLATFORM=offscreen "$usr/bin/sluice-console" --version | grep -qF "$version" || fail "sluice-console --version"
fi

# What the unit runs is a command that there is; systemd looks for it where programs are installed.
grep -qxF 'ExecStart=sluice agent --workspace %f' "$usr/lib/systemd/user/sluice-agent@.service" || fail "the systemd unit runs something else"
"$usr/bin/sluice" agent --help >/dev/null || fail "there is no sluice agent"

# The value of an option is no argument of the command.
code=0
said=$("$usr/bin/sluice" log --limit 5 --workspace "$stage/shop" 2>&1) || code=$?
[ "$code" != 2 ] || fail "sluice log --limit 5: $said"

# Every command that help lists has its place in the manual and is completed.
page=$usr/share/man/man1/sluice.1
names=$("$usr/bin/sluice" --help | sed -n 's/^  \([a-z][a-z ]*[a-z]\).*/\1/p' | sed 's/   *.*//')
[ "$(wc -l <<<"$names")" -ge 20 ] || fail "help lists fewer commands than there are: $names"
# shellcheck disable=SC1091
. "$usr/share/bash-completion/completions/sluice"
completes() { # completes WORD… : what is offered for the last one
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _sluice
    printf '%s\n' "${COMPREPLY[@]}"
}
while read -r name; do
    grep -qF ".It Cm \"${name//-/\\-}\"" "$page" || fail "sluice(1) does not know '$name'"
    read -ra words <<<"sluice $name"
    completes "${words[@]}" | grep -qxF "${words[-1]}" || fail "'$name' is not completed"
done <<<"$names"
completes sluice rollback orders --r | grep -qxF -- --reason || fail "options are not completed"
mkdir "$stage/shop/plans" 2>/dev/null || true
: >"$stage/shop/plans/orders.yaml"
(cd "$stage/shop" && completes sluice rollback o | grep -qxF orders) || fail "plans are not completed"

# The pages are read without a complaint.
check() { # check TOOL ARGUMENT… : runs it when it is there; any word it says is a complaint
    command -v "$1" >/dev/null || { echo "not checked here: $1"; return 0; }
    local said
    said=$("$@" 2>&1 >/dev/null) && [ -z "$said" ] || fail "$* complains: $said"
}
for each in "$usr"/share/man/man1/*.1; do check groff -mdoc -Tutf8 -ww "$each"; done
if [ "$gui" = 1 ]; then
    check desktop-file-validate "$usr/share/applications/local.sluice.console.desktop"
    check appstreamcli validate --no-net "$usr/share/metainfo/local.sluice.console.metainfo.xml"
    # What the desktop file names is there.
    entry=$usr/share/applications/local.sluice.console.desktop
    [ -x "$usr/bin/$(sed -n 's/^TryExec=//p' "$entry")" ] || fail "the desktop file starts what is not installed"
    [ -f "$usr/share/icons/hicolor/scalable/apps/$(sed -n 's/^Icon=//p' "$entry").svg" ] || fail "the desktop file's icon is not installed"
    python3 -c 'import sys, xml.dom.minidom as x; [x.parse(f) for f in sys.argv[1:]]' "$usr"/share/icons/hicolor/scalable/apps/*.svg "$usr"/share/metainfo/*.xml
fi
for schema in "$usr"/share/sluice/schema/*.json; do python3 -m json.tool "$schema" >/dev/null || fail "$schema is no JSON"; done
echo "installed: $(wc -l <<<"$found") files"
