# Apache with PHP, as its one way to run: no site of Debian's, no shell script at start, no Perl.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends apache2-bin libapache2-mod-php media-types \
  php-curl php-gd php-intl php-mbstring php-mysql php-xml php-zip
apt-get clean
dpkg-query --showformat='${Package} ${Version}\n' --show 'apache2-bin' 'libapache2-mod-php8*'
# Only scripts of administrators need it, whatever the packages' dependencies say.
dpkg --purge --force-depends $(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' \
  perl 'libperl5*' 'perl-modules-5*' 2> /dev/null | sed -n 's/^installed //p') > /dev/null
php=$(echo /etc/php/*)
# One name whatever PHP's version is, for httpd.conf.
ln -s "libphp${php#/etc/php/}.so" /usr/lib/apache2/modules/libphp.so
rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/log/* /var/www/html \
  /etc/apache2/sites-* /etc/apache2/conf-* /etc/apache2/mods-*
install -d -o www-data -g www-data /run/apache2 /run/lock/apache2
