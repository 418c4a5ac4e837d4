# Apache with PHP, as its one way to run: no site of Debian's, no shell script at start.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends apache2 libapache2-mod-php \
  php-curl php-gd php-intl php-mbstring php-mysql php-xml php-zip
apt-get clean
dpkg-query --showformat='${Package} ${Version}\n' --show 'apache2' 'libapache2-mod-php8*'
php=$(echo /etc/php/*)
# One name whatever PHP's version is, for httpd.conf.
ln -s "/usr/lib/apache2/modules/libphp${php#/etc/php/}.so" /usr/lib/apache2/modules/libphp.so
rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/log/* /var/www/html \
  /etc/apache2/sites-* /etc/apache2/conf-* /etc/apache2/mods-* /etc/apache2/ports.conf /etc/apache2/apache2.conf
install -d -o www-data -g www-data /run/apache2 /run/lock/apache2
