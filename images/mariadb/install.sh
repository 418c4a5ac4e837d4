set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends mariadb-server
apt-get clean
# The database that the package makes is the machine's; every container makes its own.
rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/log/* /var/lib/mysql /run/mysqld
install -d -o mysql -g mysql -m 750 /var/lib/mysql
install -d -o mysql -g mysql -m 755 /run/mysqld
dpkg-query --showformat='${Package} ${Version}\n' --show mariadb-server
