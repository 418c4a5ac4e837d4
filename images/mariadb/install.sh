# Debian's server without what a container never runs: Galera, table tools, Perl scripts.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends mariadb-server
apt-get clean
dpkg-query --showformat='${Package} ${Version}\n' --show mariadb-server
# Neither the server nor the programs kept below need these, whatever the packages' dependencies say.
purge() { dpkg --purge --force-depends $(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "$@" | sed -n 's/^installed //p') > /dev/null; }
purge galera-4 rsync socat lsof psmisc 'lib*-perl'
purge perl 'libperl5*' 'perl-modules-5*'
for program in /usr/bin/mariadb-* /usr/bin/mysql* /usr/bin/aria_* /usr/bin/myisam* /usr/bin/innochecksum; do
  case "${program#/usr/bin/}" in
    mariadb-admin | mariadb-check | mariadb-dump | mariadb-install-db | mariadb-upgrade) ;;
    *) rm "$program" ;;
  esac
done
# The database that the package makes is the machine's; every container makes its own.
rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/log/* /var/lib/mysql /run/mysqld
rm -f /etc/mysql/mariadb.conf.d/*galera.cnf /etc/mysql/debian.cnf
install -d -o mysql -g mysql -m 750 /var/lib/mysql
install -d -o mysql -g mysql -m 755 /run/mysqld
