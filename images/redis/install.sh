set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends redis-server
apt-get clean
rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/log/* /etc/redis
install -d -o redis -g redis /data
dpkg-query --showformat='${Package} ${Version}\n' --show redis-server
