#!/bin/bash
# The official entry point's contract: options alone mean the server; an empty data directory is initialised from
# MARIADB_ROOT_PASSWORD, MARIADB_DATABASE, MARIADB_USER, MARIADB_PASSWORD (or the files that *_FILE name) and
# MARIADB_ROOT_HOST (default %; localhost for nobody from outside).
# What it doesn't have: MYSQL_* names, scripts in /docker-entrypoint-initdb.d, MARIADB_AUTO_UPGRADE (one version of
# the server is all there is), replication, hashed and random passwords.
set -euo pipefail

DATA=/var/lib/mysql

# value NAME [DEFAULT]: the variable, or what is in the file that NAME_FILE names.
value() {
  local file="$1_FILE"
  if [ -n "${!file:-}" ]; then cat "${!file}"; else printf '%s' "${!1:-${2:-}}"; fi
}

as_string() {
  local text="${1//\\/\\\\}"
  printf "'%s'" "${text//\'/\\\'}"
}

as_identifier() { printf '`%s`' "${1//\`/\`\`}"; }

# The accounts of an empty database, as SQL. The server reads it from stdin: a password is in no argument and no file.
accounts() {
  local root root_host user password database health
  root=$(as_string "$(value MARIADB_ROOT_PASSWORD)")
  root_host=$(as_string "$(value MARIADB_ROOT_HOST %)")
  user=$(value MARIADB_USER)
  password=$(as_string "$(value MARIADB_PASSWORD)")
  database=$(value MARIADB_DATABASE)
  health=$(as_string "$1")
  # mariadb-install-db makes more accounts than anybody asked for.
  echo "DELETE FROM mysql.global_priv WHERE User <> 'mariadb.sys' AND NOT (User = 'root' AND Host = 'localhost');"
  echo "DELETE FROM mysql.proxies_priv WHERE Host <> 'localhost';"
  echo 'FLUSH PRIVILEGES;'
  echo "ALTER USER root@localhost IDENTIFIED BY $root;"
  if [ "$root_host" != "'localhost'" ]; then
    echo "CREATE USER root@$root_host IDENTIFIED BY $root;"
    echo "GRANT ALL ON *.* TO root@$root_host WITH GRANT OPTION;"
  fi
  for host in 127.0.0.1 ::1 localhost; do
    echo "CREATE USER healthcheck@'$host' IDENTIFIED BY $health;"
    echo "GRANT USAGE ON *.* TO healthcheck@'$host';"
  done
  if [ -n "$database" ]; then echo "CREATE DATABASE $(as_identifier "$database");"; fi
  if [ -n "$user" ]; then
    echo "CREATE USER $(as_string "$user")@'%' IDENTIFIED BY $password;"
    if [ -n "$database" ]; then
      # In GRANT, a _ in a database's name is a pattern unless escaped.
      echo "GRANT ALL ON $(as_identifier "${database//_/\\_}").* TO $(as_string "$user")@'%';"
    fi
  fi
}

# Beside the place where it belongs and moved there when it is whole: a kill in between leaves nothing half made.
initialise() {
  local new="$DATA/.new" health
  if [ -z "$(value MARIADB_ROOT_PASSWORD)" ]; then
    echo 'The data directory is empty and root has no password: set MARIADB_ROOT_PASSWORD or MARIADB_ROOT_PASSWORD_FILE.' >&2
    exit 1
  fi
  if [ ! -e "$DATA/.new-is-whole" ]; then
    if [ -n "$(ls -A "$DATA" | grep -vxE 'lost\+found|\.new')" ]; then
      echo "$DATA holds files but no database: empty it." >&2
      exit 1
    fi
    rm -rf "$new"
    mkdir "$new"
    mariadb-install-db --datadir="$new" --skip-test-db --auth-root-authentication-method=normal --rpm
    health=$(head -c 24 /dev/urandom | base64 | tr -d '+/=')
    accounts "$health" | mariadbd --datadir="$new" --bootstrap --skip-log-bin
    (umask 077 && printf '[mariadb-client]\nport=3306\nsocket=/run/mysqld/mysqld.sock\nuser=healthcheck\npassword=%s\n' "$health" > "$new/.my-healthcheck.cnf")
    touch "$DATA/.new-is-whole"
  fi
  # The folder mysql last: with it the data directory counts as initialised.
  find "$new" -mindepth 1 -maxdepth 1 ! -name mysql -exec mv -t "$DATA" {} +
  mv "$new/mysql" "$DATA"
  rmdir "$new"
  rm "$DATA/.new-is-whole"
}

if [ $# -eq 0 ] || [ "${1#-}" != "$1" ]; then set -- mariadbd "$@"; fi
if [ "$1" = mariadbd ] || [ "$1" = mysqld ]; then
  if [ "$(id -u)" = 0 ]; then
    find "$DATA" /run/mysqld ! -user mysql -exec chown mysql:mysql {} +
    exec setpriv --reuid=mysql --regid=mysql --init-groups "$0" "$@"
  fi
  if [ ! -d "$DATA/mysql" ]; then initialise; fi
fi
exec "$@"
