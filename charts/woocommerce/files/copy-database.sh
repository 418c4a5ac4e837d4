#!/bin/bash
# Copies the shop's tables into its database, compressed, before another version migrates them. Customers go on buying
# meanwhile: the copy is of one moment, that of the dump's transaction.
#
# SHOPYARD_COPY names the copy: when the release that is left was Ready, in milliseconds. A whole copy of that name is
# kept as it is, since the migration may have begun after it; one of an earlier name is of no use any more. An earlier
# name than the newest is that of an older release's Job, which a rollback runs again: it has nothing to copy.
set -euo pipefail
# shellcheck source=mariadb.sh
. "${BASH_SOURCE[0]%/*}/mariadb.sh"

# tell COPY TIME: what the operator reads.
tell() { printf '{"copy":"%s","at":"%s"}' "$1" "$2" > "${SHOPYARD_RESULT:-/dev/termination-log}"; }
tell_whole() {
  local at
  at=$(column_of_copy "date_format(taken, '%Y-%m-%dT%H:%i:%s.%fZ')")
  tell "$key" "$at"
}

await_mariadb
prepare_records
newest=$(sql 'select coalesce(max(id), 0) from shopyard_copies')
if [ "$newest" -gt "$key" ]; then
  echo 'A later change has made a copy already: nothing to do'
  tell '' ''
  exit 0
fi

# Should another pod be at the same work: who claimed it last has it, and the other one fails.
content="before-$key-${RANDOM}${RANDOM}"
sql <<SQL
insert ignore into shopyard_copies (id, state) values ($key, 'making');
update shopyard_copies set state = 'making', content = '$content', failed = null, taken = null
  where id = $key and state in ('making', 'restored');
SQL
state=$(column_of_copy state)
case $state in
  making) ;;
  whole)
    echo "The copy $key is there"
    tell_whole
    exit 0
    ;;
  *)
    echo "The copy $key is being put back: nothing may migrate meanwhile" >&2
    exit 1
    ;;
esac
sql "delete from shopyard_copies where id < $key; delete from shopyard_copy_parts where content <> '$content'"

taken=$(sql 'select utc_timestamp(3)')
dump_into "$content"
sql "update shopyard_copies set state = 'whole', taken = '$taken' where id = $key and state = 'making' and content = '$content'"
mine=$(sql "select count(*) from shopyard_copies where id = $key and state = 'whole' and content = '$content'")
if [ "$mine" != 1 ]; then
  echo 'Another pod began to make this copy anew meanwhile' >&2
  exit 1
fi
size=$(sql "select round(sum(length(bytes)) / 1048576, 1) from shopyard_copy_parts where content = '$content'")
echo "Copied in $SECONDS s: $size MiB, compressed"
tell_whole
