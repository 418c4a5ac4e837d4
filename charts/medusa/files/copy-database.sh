#!/bin/bash
# Copies the shop's database beside itself, before another version migrates it. Customers go on buying meanwhile: the
# copy is of one moment, that of pg_dump's snapshot.
#
# SHOPYARD_COPY names the copy: when the release that is left was Ready, in milliseconds. A whole copy of that name is
# kept as it is, since the migration may have begun after it; one of an earlier name is of no use any more. An earlier
# name than the newest is that of an older release's Job, which a rollback runs again: it has nothing to copy.
set -euo pipefail
# shellcheck source=postgres.sh
. "${BASH_SOURCE[0]%/*}/postgres.sh"

# tell COPY TIME: what the operator reads.
tell() { printf '{"copy":"%s","at":"%s"}' "$1" "$2" > "${SHOPYARD_RESULT:-/dev/termination-log}"; }
tell_whole() {
  local at
  at=$(sql --command="select to_char(taken at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') from shopyard.copies where key = $key")
  tell "$key" "$at"
}

await_postgres
prepare_records
newest=$(sql --command='select coalesce(max(key), 0) from shopyard.copies')
if [ "$newest" -gt "$key" ]; then
  echo 'A later change has made a copy already: nothing to do'
  tell '' ''
  exit 0
fi
state=$(state_of_copy)
if [ "$state" = whole ]; then
  echo "The copy $key is there"
  tell_whole
  exit 0
fi

# Should another pod be at the same work: whoever is the first to have a whole copy has it, and the other one fails.
sql --command="insert into shopyard.copies (key, state) values ($key, 'making')
  on conflict (key) do update set state = 'making', taken = null where copies.state <> 'whole'"
drop_copies

# A full volume would end the shop as well, so there has to be room for the copy, its indexes, and what the server logs
# of it before its next checkpoint.
size=$(sql --command="select pg_database_size('$shop') / 1024")
log=$((size < 1048576 ? size : 1048576))
needed=$((size + size / 4 + log + 65536))
folder=$(sql --command='show data_directory')
room=$(sql --command='create temporary table room (line text)' --command="copy room from program 'df -Pk \"$folder\"'" \
  --command='select line from room offset 1 limit 1')
read -r _ _ _ free _ <<< "$room"
if [ "$free" -lt "$needed" ]; then
  echo "No room for a copy of the database before the migration: it needs $((needed / 1024)) MiB of the database's volume, $((free / 1024)) MiB are free" >&2
  exit 1
fi

making="shopyard_making_${RANDOM}${RANDOM}"
taken=$(sql --command='select now()')
sql --command="create database $making template template0"
pg_dump --dbname="$shop" | psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname="$making" > /dev/null
# Whole, or not there at all.
sql <<SQL
begin;
alter database $making rename to shopyard_before_$key;
update shopyard.copies set state = 'whole', taken = '$taken' where key = $key;
commit;
SQL
echo "Copied $((size / 1024)) MiB in $SECONDS s"
tell_whole
