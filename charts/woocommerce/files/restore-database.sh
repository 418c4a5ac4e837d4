#!/bin/bash
# Puts the copy SHOPYARD_COPY in the place of the shop's tables. It can be killed at any time and runs again from where
# the copy's state says; until it is through, the copy stays. Exits 0 only when the old tables are in place. What the
# failed change had made of them stays beside the copy, compressed as well, until the next change of version.
set -euo pipefail
# shellcheck source=mariadb.sh
. "${BASH_SOURCE[0]%/*}/mariadb.sh"

await_mariadb
prepare_records
state=$(column_of_copy state)
case $state in
  restored)
    echo "The copy $key is in place"
    exit 0
    ;;
  whole | restoring) ;;
  *)
    echo "There is no whole copy $key: nothing was changed" >&2
    exit 1
    ;;
esac

content=$(column_of_copy content)
# Before anything is taken away.
print_content "$content" > /dev/null
if [ "$state" = whole ]; then
  failed="failed-$key-${RANDOM}${RANDOM}"
  dump_into "$failed"
  sql "update shopyard_copies set state = 'restoring', failed = '$failed' where id = $key and state = 'whole'"
fi

tables=$(sql "select concat('drop ', if(table_type = 'VIEW', 'view', 'table'), ' if exists \`', replace(table_name, '\`', '\`\`'), '\`;')
  from information_schema.tables
  where table_schema = '$shop' and table_name not in ('shopyard_copies', 'shopyard_copy_parts')")
printf 'set foreign_key_checks = 0;\n%s\n' "$tables" | sql
print_content "$content" | sql
sql "update shopyard_copies set state = 'restored' where id = $key"
echo "The copy $key is in place after $SECONDS s; what the failed change left is in shopyard_copy_parts"
