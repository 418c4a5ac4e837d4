# Debian's server without the cluster that its package would make, and without what only building needs.
set -eu
export DEBIAN_FRONTEND=noninteractive
mkdir -p /etc/postgresql-common
echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
apt-get update
apt-get install -y --no-install-recommends postgresql-17
apt-get clean
rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/log/* /usr/lib/postgresql/17/lib/pgxs /usr/lib/postgresql/17/lib/bitcode
# The official server listens on every address.
sed -i "s/^#listen_addresses = .*/listen_addresses = '*'/" /usr/share/postgresql/17/postgresql.conf.sample
sed -i "s|^#unix_socket_directories = .*|unix_socket_directories = '/run/postgresql'|" /usr/share/postgresql/17/postgresql.conf.sample
install -d -o postgres -g postgres -m 700 /var/lib/postgresql/data
install -d -o postgres -g postgres -m 3777 /run/postgresql
dpkg-query --showformat='${Package} ${Version}\n' --show postgresql-17
