# wordpress.sh TARGET: puts WordPress, with WooCommerce where it is given, into TARGET, to be read by everybody and
# written by nobody.
set -eu
target=$1
build=/build
export DEBIAN_FRONTEND=noninteractive

install_packages() {
  apt-get update
  apt-get install -y --no-install-recommends "$@"
}

# archive URL-OR-FILE SHA256 TARGET: unpacks it, whatever the name of its one folder is.
archive() {
  file=$build/archive
  rm -rf "$file" "$build/unpacked"
  case "$1" in
    http://* | https://*) curl --fail --silent --show-error --location --output "$file" "$1" ;;
    *) cp "$build/$1" "$file" ;;
  esac
  echo "$2  $file" | sha256sum --check --quiet
  mkdir "$build/unpacked"
  if ! unzip -q "$file" -d "$build/unpacked" 2> /dev/null; then tar -xf "$file" -C "$build/unpacked"; fi
  mkdir -p "$3"
  cp -r "$build"/unpacked/*/. "$3/"
}

# Debian's packages, which share libraries with others by links: the files behind the links are taken along.
debian() {
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $WORDPRESS_SUITE main" \
    > /etc/apt/sources.list.d/wordpress.list
  apt-get update
  mkdir "$build/packages"
  cd "$build/packages"
  apt-get download $(for package in wordpress wordpress-theme-twentytwentyfive libjs-cropper libjs-jquery-ui \
    libjs-lodash libjs-underscore libphp-phpmailer php-getid3 ca-certificates; do echo "$package/$WORDPRESS_SUITE"; done)
  for package in *.deb; do dpkg-deb --extract "$package" "$build/debian"; done
  cd "$build/debian/usr/share/wordpress"
  # Links that lead out of Debian's packages belong to a configured machine.
  rm -f .htaccess wp-config.php wp-includes/certificates/ca-bundle.crt
  cat "$build"/debian/usr/share/ca-certificates/mozilla/*.crt > wp-includes/certificates/ca-bundle.crt
  mkdir -p "$target"
  cp -rL . "$target"
}

if [ -n "$WORDPRESS_ARCHIVE$WOOCOMMERCE_ARCHIVE" ]; then install_packages ca-certificates curl unzip; fi
if [ -n "$WORDPRESS_ARCHIVE" ]; then
  archive "$WORDPRESS_ARCHIVE" "$WORDPRESS_ARCHIVE_SHA256" "$target"
else
  debian
fi
if [ -n "$WOOCOMMERCE_ARCHIVE" ]; then
  archive "$WOOCOMMERCE_ARCHIVE" "$WOOCOMMERCE_ARCHIVE_SHA256" "$target/wp-content/plugins/woocommerce"
fi
cd "$target"
rm -rf wp-content/plugins/akismet wp-content/plugins/hello.php wp-config-sample.php readme.html license.txt
# The newest of the default themes is enough.
find wp-content/themes -mindepth 1 -maxdepth 1 -type d ! -name twentytwentyfive -exec rm -rf {} +
mkdir -p wp-content/uploads wp-content/mu-plugins
chown -R root:root .
chmod -R u=rwX,go=rX .
chown 33:33 wp-content/uploads
sed -n "s/^\$wp_version = '\(.*\)';/WordPress \1/p" wp-includes/version.php
sed -n 's/^ \* Version: /WooCommerce /p' wp-content/plugins/woocommerce/woocommerce.php 2> /dev/null || echo 'no WooCommerce'
