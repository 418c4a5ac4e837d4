#!/bin/bash
# The official healthcheck.sh as the charts use it: --connect (the server answers by TCP) and --innodb_initialized.
# Its account was made with the data directory; its password is in a file that only the server's user can read.
set -euo pipefail

query() {
  mariadb --defaults-file=/var/lib/mysql/.my-healthcheck.cnf --protocol=tcp --host=127.0.0.1 \
    --skip-ssl-verify-server-cert --skip-column-names --batch --execute "$1"
}

if [ $# -eq 0 ]; then
  echo 'healthcheck.sh: name a check: --connect, --innodb_initialized' >&2
  exit 2
fi
for check in "$@"; do
  case "$check" in
    --connect) query 'SELECT 1' > /dev/null ;;
    --innodb_initialized)
      [ "$(query "SELECT 1 FROM information_schema.ENGINES WHERE engine = 'InnoDB' AND support IN ('YES', 'DEFAULT')")" = 1 ]
      ;;
    *)
      echo "healthcheck.sh: there is no check $check here; there are --connect and --innodb_initialized" >&2
      exit 2
      ;;
  esac
done
