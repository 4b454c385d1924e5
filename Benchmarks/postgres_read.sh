#!/usr/bin/env bash
# Reads a table of events from PostgreSQL, checked and turned into features, beside psql's COPY of the same rows to a file, in
# the same run. Usage: postgres_read.sh PROGRAM [ROWS [BENCH]]; BENCH (Benchmarks/.build/release/bench) measures reading alone. Needs a
# PostgreSQL server's programs and the driver (`make engines`, or ADBC_DRIVER_PATH). Starts a server of its own on a socket and
# removes it.
set -euo pipefail
program=$(realpath "$1") rows=${2:-5000000} bench=${3:+$(realpath "$3")}
binaries=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
export ADBC_DRIVER_PATH=${ADBC_DRIVER_PATH:-$(cd "$(dirname "$0")/.." && pwd)/.build/engines/drivers}
folder=$(mktemp -d /tmp/bellwether-bench-XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    chown postgres "$folder"
fi
stop() {
    "${as[@]}" "$binaries/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null || true
    rm -rf "$folder"
}
trap stop EXIT
"${as[@]}" "$binaries/initdb" -D "$folder/data" -U bench --locale=C -E UTF8 -A trust --no-sync >/dev/null
"${as[@]}" "$binaries/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
    -o "-k $folder -c listen_addresses= -c shared_buffers=1GB -c max_wal_size=8GB -c fsync=off" start >/dev/null
sql() { psql -q -X -v ON_ERROR_STOP=1 -h "$folder" -U bench -d postgres "$@"; }
sql <<SQL
CREATE TABLE accounts AS SELECT 'C-' || g AS account_id, date '2022-01-01' AS signed_on FROM generate_series(0, 19999) g;
CREATE TABLE renewals AS SELECT account_id, date '2025-01-01' AS renewal_date,
  CASE WHEN random() < 0.2 THEN 'churned' ELSE 'renewed' END AS outcome FROM accounts;
CREATE TABLE events AS SELECT 'C-' || (g::bigint * 7919 % 20000) AS account_id,
  timestamptz '2022-01-01Z' + g * interval '18 seconds' AS occurred_at,
  (ARRAY['login', 'feature_use', 'ticket_opened', 'email_sent'])[1 + g % 4] AS signal,
  (g % 97)::double precision / 8 AS value, 'u' || g % 5000 AS user_id FROM generate_series(1, $rows) g;
VACUUM ANALYZE;
SQL
cat >"$folder/signals.yaml" <<YAML
version: 1
signals:
  login: {category: usage, dimension: interest}
  feature_use: {category: usage, dimension: interest}
  ticket_opened: {category: communication, dimension: current-state}
  email_sent: {category: communication, dimension: interest}
features:
  logins: {kind: sum, signal: login, window: 90}
YAML
location="adbc:postgresql?uri=postgresql:///postgres?host=$folder&user=bench"
server=$(head -1 "$folder/data/postmaster.pid")
measure() { # words of the line, then the command; CPU of the server's session as well, for a busy machine tells no true seconds
    local words=$1
    shift
    python3 - "$words" "$server" "$@" <<'PY'
import os, resource, subprocess, sys, time
def sessions():
    fields = open(f"/proc/{sys.argv[2]}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
before, start = sessions(), time.perf_counter()
status = subprocess.run(sys.argv[3:], stdout=subprocess.DEVNULL).returncode
seconds = time.perf_counter() - start
time.sleep(0.3)
use = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{sys.argv[1]}: {seconds:.2f} s; CPU {use.ru_utime + use.ru_stime:.2f} s here, {sessions() - before:.2f} s in the server; "
      f"peak {use.ru_maxrss / 1024:.0f} MB; status {status}", flush=True)
PY
}
sql -c 'SELECT count(value) FROM events' >/dev/null
for round in 1 2 3; do
    measure "psql COPY to a file" psql -q -X -h "$folder" -U bench -d postgres -c "\\copy events to $folder/events.csv csv"
    [ -z "$bench" ] || measure "bench read (into columns, checked, sorted by account)" "$bench" read "$location" --config "$folder"
    measure "bellwether features (read, checked, extracted)" "$program" features -q --data "$location" --config "$folder" \
        --no-push-down --days-before 90 --memory 512MB -o "$folder/features.csv"
    measure "bellwether check (all in memory)" "$program" check --data "$location" --config "$folder"
done
