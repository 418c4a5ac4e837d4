# Debian's server without the cluster that its package would make, its Perl wrappers, and its JIT compiler.
set -eu
export DEBIAN_FRONTEND=noninteractive
mkdir -p /etc/postgresql-common
echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
apt-get update
apt-get install -y --no-install-recommends postgresql-17
apt-get clean
dpkg-query --showformat='${Package} ${Version}\n' --show postgresql-17
server=/usr/lib/postgresql/17
# Neither the server nor its clients need these, whatever the packages' dependencies say. Without its library the
# server does without just-in-time compilation, which small databases never come to.
purge() { dpkg --purge --force-depends $(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "$@" | sed -n 's/^installed //p') > /dev/null; }
purge postgresql-common postgresql-common-dev ssl-cert locales 'libllvm*' libz3-4
purge postgresql-client-common 'lib*-perl'
purge perl 'libperl5*' 'perl-modules-5*'
rm -rf "$server"/lib/llvmjit* "$server"/lib/bitcode "$server"/lib/pgxs
rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/log/* /etc/postgresql-common /etc/ssl/private
# As the official server: it listens on every address.
sed -i "s|^#listen_addresses = .*|listen_addresses = '*'|; s|^#unix_socket_directories = .*|unix_socket_directories = '/run/postgresql'|" \
  /usr/share/postgresql/17/postgresql.conf.sample
install -d -o postgres -g postgres -m 700 /var/lib/postgresql/data
install -d -o postgres -g postgres -m 3777 /run/postgresql
