# Puts Node, what it is linked to, and accounts into a folder: all that one of our processes needs of an operating
# system. Usage: make-root.sh <folder>
set -eu
root=$1
mkdir -p "$root/etc" "$root/tmp"
chmod 1777 "$root/tmp"
node=$(command -v node)
# "libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x...)", and the loader without "=>".
libraries=$(ldd "$node" | sed -n 's/^[^/]*\(\/[^ ]*\) (0x.*/\1/p')
for file in "$node" $libraries; do
  mkdir -p "$root$(dirname "$file")"
  cp -L "$file" "$root$file"
done
echo 'node:x:1000:1000:Shopyard:/tmp:/sbin/nologin' > "$root/etc/passwd"
echo 'node:x:1000:' > "$root/etc/group"
# Without it the C library would ask the name server for localhost, too.
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
