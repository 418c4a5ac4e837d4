#!/bin/bash
# The official entry point's contract: options alone mean the server, an empty data directory is initialised from
# POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB (or the files that *_FILE name) and POSTGRES_INITDB_ARGS.
# What it doesn't have: scripts in /docker-entrypoint-initdb.d.
set -euo pipefail

# value NAME [DEFAULT]: the variable, or what is in the file that NAME_FILE names.
value() {
  local file="$1_FILE"
  if [ -n "${!file:-}" ]; then cat "${!file}"; else printf '%s' "${!1:-${2:-}}"; fi
}

as_identifier() { printf '"%s"' "${1//\"/\"\"}"; }

# Beside the place where it belongs and moved there when it is whole: a kill in between leaves nothing half made.
initialise() {
  local user database new="$PGDATA/.new"
  user=$(value POSTGRES_USER postgres)
  database=$(value POSTGRES_DB "$user")
  if [ -z "$(value POSTGRES_PASSWORD)" ]; then
    echo 'The data directory is empty and there is no password for the superuser: set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE.' >&2
    exit 1
  fi
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA" 2>/dev/null || true
  if [ ! -e "$PGDATA/.new-is-whole" ]; then
    if [ -n "$(ls -A "$PGDATA" | grep -vxE 'lost\+found|\.new')" ]; then
      echo "$PGDATA holds files but no database: empty it, or point PGDATA elsewhere." >&2
      exit 1
    fi
    rm -rf "$new"
    # shellcheck disable=SC2086 # several options in one variable, as in the official image
    initdb --pgdata="$new" --username="$user" --pwfile=<(value POSTGRES_PASSWORD) --encoding=UTF8 --locale=C.UTF-8 \
      --auth-local=trust --auth-host=scram-sha-256 ${POSTGRES_INITDB_ARGS:-}
    printf '\nhost all all all scram-sha-256\n' >> "$new/pg_hba.conf"
    # A single-user server: no socket, no port, nobody else can come in.
    if [ "$database" != postgres ]; then
      printf 'CREATE DATABASE %s;\n' "$(as_identifier "$database")" | postgres --single -j -D "$new" postgres > /dev/null
    fi
    touch "$PGDATA/.new-is-whole"
  fi
  # PG_VERSION last: with it the data directory counts as initialised.
  find "$new" -mindepth 1 -maxdepth 1 ! -name PG_VERSION -exec mv -t "$PGDATA" {} +
  mv "$new/PG_VERSION" "$PGDATA"
  rmdir "$new"
  rm "$PGDATA/.new-is-whole"
}

if [ $# -eq 0 ] || [ "${1#-}" != "$1" ]; then set -- postgres "$@"; fi
if [ "$1" = postgres ]; then
  if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /run/postgresql
    find "$PGDATA" /run/postgresql ! -user postgres -exec chown postgres:postgres {} +
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
  fi
  if [ ! -s "$PGDATA/PG_VERSION" ]; then initialise; fi
fi
exec "$@"
