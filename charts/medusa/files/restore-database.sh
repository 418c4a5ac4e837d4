#!/bin/bash
# Puts the copy SHOPYARD_COPY in the place of the shop's database. Both are renamed in one transaction: whenever this is
# killed, either all of it is done or nothing, and it can run again. Exits 0 only when the copy is in place. What the
# failed change had made of the shop stays beside it, until the next copy needs the room.
set -euo pipefail
# shellcheck source=postgres.sh
. "${BASH_SOURCE[0]%/*}/postgres.sh"

await_postgres
prepare_records
state=$(state_of_copy)
case $state in
  restored)
    echo "The copy $key is in place"
    exit 0
    ;;
  whole) ;;
  *)
    echo "There is no whole copy $key: nothing was changed" >&2
    exit 1
    ;;
esac

# A database can be renamed when nobody is connected to it. Nobody should be; a pod that has not ended yet may be.
swap() {
  sql <<SQL
select pg_terminate_backend(pid) from pg_stat_activity where datname in ('$shop', 'shopyard_before_$key');
begin;
alter database $shop rename to shopyard_failed_$key;
alter database shopyard_before_$key rename to $shop;
update shopyard.copies set state = 'restored' where key = $key;
commit;
SQL
}
deadline=$((SECONDS + 60))
until refusal=$(swap 2>&1 > /dev/null); do
  if [ "$SECONDS" -ge "$deadline" ]; then
    echo "The copy could not be put in place, nothing was changed: $refusal" >&2
    exit 1
  fi
  sleep 0.2
done
echo "The copy $key is in place; what the failed change left is in the database shopyard_failed_$key"
