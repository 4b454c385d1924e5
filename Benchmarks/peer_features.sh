#!/bin/sh
# Extracts from DIR (events.csv, renewals.csv of ../shared/bench/peer_features.py) what that script defines, with its column
# names: peer_features.sh DIR OUT.csv [options of bench features]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=$(cd "$1" && pwd)
out=$2
shift 2
bench=$here/.build/release/bench
[ -x "$bench" ] || swift build -c release --package-path "$here" --product bench >&2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ln -s "$data/events.csv" "$data/renewals.csv" "$here/peer_features/signals.yaml" "$here/peer_features/columns.yaml" "$folder"
# The peers know accounts only from their renewals, and of each that nothing before the log was missed.
awk -F, 'NR == 1 { print "account_id,signed_on"; next } !($2 in seen) { seen[$2]; print $2 ",2000-01-01" }' \
    "$data/renewals.csv" > "$folder/accounts.csv"
"$bench" features "$folder" "$out" "$@"
