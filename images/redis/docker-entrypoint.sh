#!/bin/sh
# The official entry point's contract: options or a configuration file alone mean the server; root becomes redis.
set -eu
case "${1:-}" in
  -* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . ! -user redis -exec chown redis:redis {} +
  exec setpriv --reuid=redis --regid=redis --init-groups "$0" "$@"
fi
# Files that only the server reads, as in the official image.
if [ "$(umask)" = 0022 ]; then umask 0077; fi
exec "$@"
