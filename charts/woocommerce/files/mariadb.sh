# Sourced by copy-database.sh and restore-database.sh, which run in the database's own image.
#
# The shop's user may make no second database, and nobody is root from outside the pod. So a copy is a compressed dump in
# the shop's own database: its bytes in shopyard_copy_parts, and which of them count in shopyard_copies.
#
#   making     a copy under way; `content` names its parts
#   whole      `content` is what the shop held before the change that `id` names touched it
#   restoring  `failed` is what that change had made of the shop; the shop's tables are being replaced
#   restored   they are those of `content`
readonly key="$SHOPYARD_COPY" shop=wordpress

case $key in
  '' | *[!0-9]*)
    echo "SHOPYARD_COPY is \"$key\": it has to be the number that names the copy" >&2
    exit 2
    ;;
esac

# The password is in MYSQL_PWD: in no argument.
readonly server=(--host="$SHOPYARD_DATABASE_HOST" --user=wordpress --skip-ssl-verify-server-cert --default-character-set=utf8mb4)

# sql [TEXT]: TEXT, or what comes by stdin; the first error ends it.
sql() {
  mariadb "${server[@]}" --connect-timeout=5 --batch --raw --skip-column-names ${1+--execute="$1"} "$shop"
}

# MariaDB may be starting beside us.
await_mariadb() {
  local refusal deadline=$((SECONDS + ${SHOPYARD_AWAIT_SECONDS:-300}))
  until refusal=$(sql 'select 1' 2>&1 > /dev/null); do
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "MariaDB did not answer in time: $refusal" >&2
      exit 1
    fi
    sleep 0.5
  done
}

prepare_records() {
  sql <<'SQL'
create table if not exists shopyard_copies (
  id bigint unsigned primary key,
  state varchar(9) character set ascii not null,
  taken datetime(3),
  content varchar(64) character set ascii,
  failed varchar(64) character set ascii
) engine = InnoDB;
create table if not exists shopyard_copy_parts (
  part bigint unsigned auto_increment primary key,
  content varchar(64) character set ascii not null,
  bytes mediumblob not null,
  key (content)
) engine = InnoDB;
SQL
}

# column_of_copy NAME: of the copy's row, or nothing.
column_of_copy() { sql "select coalesce($1, '') from shopyard_copies where id = $key"; }

# dump_into CONTENT: the shop's tables as they are at one moment, in parts of half a megabyte.
dump_into() {
  mariadb-dump "${server[@]}" --single-transaction --quick --no-tablespaces --routines \
    --ignore-table="$shop.shopyard_copies" --ignore-table="$shop.shopyard_copy_parts" "$shop" \
    | gzip --fast | base64 --wrap=699052 \
    | sed "s/.*/insert into shopyard_copy_parts (content, bytes) values ('$1', from_base64('&'));/" | sql
}

# print_content CONTENT: the dump, decompressed; fails where a part is missing.
print_content() {
  sql "select to_base64(bytes) from shopyard_copy_parts where content = '$1' order by part" | base64 --decode | gunzip
}
