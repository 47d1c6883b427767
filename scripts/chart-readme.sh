#!/usr/bin/env bash
# Writes the table of values in chart/README.md, from chart/values.yaml: a row for each key with a comment that begins "# --".
#   scripts/chart-readme.sh            writes it
#   scripts/chart-readme.sh --check    says whether it is as it should be: exit status 1 if not
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."

begin='<!-- values: made by scripts/chart-readme.sh -->'
end='<!-- values: end -->'

table() {
    awk '
        function cell(text) { gsub(/\|/, "\\|", text); return text }
        BEGIN { print "| Key | Default | Meaning |"; print "|---|---|---|" }
        /^ *# -- / { sub(/^ *# -- /, ""); text = $0; next }
        /^ *#/ { if (text != "") { sub(/^ *# ?/, ""); text = text " " $0 }; next }
        /^ *[A-Za-z][A-Za-z0-9_-]*:/ {
            match($0, /^ */)
            depth = RLENGTH / 2
            line = substr($0, RLENGTH + 1)
            colon = index(line, ":")
            key[depth] = substr(line, 1, colon - 1)
            value = substr(line, colon + 1)
            sub(/^ +/, "", value)
            if (text != "") {
                path = key[0]
                for (i = 1; i <= depth; i++) path = path "." key[i]
                printf "| `%s` | %s | %s |\n", path, value == "" ? "" : "`" cell(value) "`", cell(text)
            }
        }
        { text = "" }' chart/values.yaml
}

readme() {
    awk -v begin="$begin" '{ print } $0 == begin { exit }' chart/README.md
    printf '\n'
    table
    printf '\n'
    awk -v end="$end" '$0 == end { after = 1 } after' chart/README.md
}

new=$(mktemp "${TMPDIR:-/tmp}/etcd-sync-readme.XXXXXX")
trap 'rm -f "$new"' EXIT
readme >"$new"
if [ "${1:-}" = --check ]; then
    diff -u chart/README.md "$new" || { echo "chart/README.md is not made of chart/values.yaml: run scripts/chart-readme.sh." >&2; exit 1; }
else
    cat "$new" >chart/README.md
fi
