#!/bin/sh
# Runs as process 1 of the node's new namespaces, gives it mounts of its own, and becomes pause.
# usage: setup.sh <the node's folder> <pause> <folder that has to stay visible>...
set -eu
folder=$1
pause=$2
shift 2

# Still the machine's /proc: this is our number as the machine knows us.
read -r pid rest </proc/self/stat

# Out of the machine's mounts (unshare made us their slave), among ourselves shared, as volumes want it.
mount --make-rshared /
mount -t proc proc /proc

# hide <place> <replacement>: the node sees the replacement there, with what has to stay visible still in its place.
hide() {
  place=$1
  replacement=$2
  shift 2
  for kept in "$@"; do
    case $kept/ in
    "$place"/*)
      mkdir -p "$replacement${kept#"$place"}"
      mount --rbind "$kept" "$replacement${kept#"$place"}"
      ;;
    esac
  done
  mount --rbind "$replacement" "$place"
}

mkdir -p "$folder/run" "$folder/var-lib" "$folder/var-log" "$folder/sysctl"
mount -t tmpfs -o mode=0755 tmpfs "$folder/run"
hide /run "$folder/run" "$@"
hide /var/lib "$folder/var-lib" "$@"
hide /var/log "$folder/var-log" "$@"
mkdir -p /run/lock /run/netns /var/lib/kubelet /var/lib/containerd /var/lib/cni /var/lib/shopyard/volumes \
  /var/lib/shopyard/tmp

# kubelet sets these for the whole machine. It may set copies of them instead.
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
  kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  file=${setting%%=*}
  [ -e "/proc/sys/$file" ] || continue
  copy=$folder/sysctl/$(echo "$file" | tr / .)
  echo "${setting#*=}" >"$copy"
  mount --bind "$copy" "/proc/sys/$file"
done

ip link set lo up
echo 1 >/proc/sys/net/ipv4/ip_forward

# The last thing, whole or not at all: whoever started us waits for it.
echo "$pid" >"$folder/pid.part"
mv "$folder/pid.part" "$folder/pid"
exec "$pause"
