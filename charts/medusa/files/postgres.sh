# Sourced by copy-database.sh and restore-database.sh, which run in the database's own image.
#
#   medusa                 the shop's database
#   shopyard_making_<any>  a copy under way
#   shopyard_before_<key>  the whole copy: what the shop held before the change that <key> names touched it
#   shopyard_failed_<key>  what that change had made of the shop, kept when the copy was put back
#
# Which of them count is told by a table in the server's own database, written in the transactions that rename them.
export PGCONNECT_TIMEOUT=5 PGUSER=medusa PGHOST="$SHOPYARD_DATABASE_HOST"
readonly key="$SHOPYARD_COPY" shop=medusa

case $key in
  '' | *[!0-9]*)
    echo "SHOPYARD_COPY is \"$key\": it has to be the number that names the copy" >&2
    exit 2
    ;;
esac

# sql [psql's options]: one session on the server's own database; the first error ends it.
sql() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname=postgres "$@"; }

# Postgres may be starting beside us.
await_postgres() {
  local refusal deadline=$((SECONDS + ${SHOPYARD_AWAIT_SECONDS:-300}))
  until refusal=$(sql --command='select 1' 2>&1 > /dev/null); do
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "Postgres did not answer in time: $refusal" >&2
      exit 1
    fi
    sleep 0.5
  done
}

prepare_records() {
  sql <<'SQL'
set client_min_messages = warning;
create schema if not exists shopyard;
create table if not exists shopyard.copies (
  key bigint primary key,
  state text not null check (state in ('making', 'whole', 'restored')),
  taken timestamptz
);
SQL
}

# state_of_copy: making, whole, restored, or nothing.
state_of_copy() { sql --command="select state from shopyard.copies where key = $key"; }

# Everything of ours but a whole copy of this name.
drop_copies() {
  local name names
  sql --command="delete from shopyard.copies where key < $key"
  names=$(sql --command="select datname from pg_database where datname ~ '^shopyard_(making|before|failed)_' and not
    exists (select from shopyard.copies where state = 'whole' and key = $key and datname = 'shopyard_before_' || key)")
  for name in $names; do sql --command="drop database if exists \"$name\" with (force)"; done
}
