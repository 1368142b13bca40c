#!/bin/sh
# Installs popcon's units: sudo sh install.sh [POPCON], by default the popcon on root's PATH.
# First it runs popcon with what the service sees: no home, no temporary folder, no user of its own.
set -eu
units=$(dirname "$(readlink -f "$0")")
link=/usr/local/bin/popcon

refuse() {
  echo "install.sh: $1" >&2
  exit 4
}

[ "$(id -u)" = 0 ] || refuse 'needs root, to write below /etc/systemd/system: sudo sh install.sh'
popcon=${1:-$(command -v popcon || echo "$link")}
[ -x "$popcon" ] || refuse "no popcon on root's PATH ($PATH): install it for the whole machine, sudo npm install --global, or name it: sh install.sh /path/to/popcon"
popcon=$(readlink -f "$popcon")

# shellcheck disable=SC2016
as_service='for hidden in /home /root /run/user /tmp /var/tmp; do
  [ ! -d "$hidden" ] || mount -t tmpfs tmpfs "$hidden"
done
cd / && exec setpriv --reuid=65534 --regid=65534 --clear-groups env -i PATH=/usr/local/bin:/usr/bin:/bin "$0" --version'
version=$(unshare --mount sh -c "$as_service" "$popcon" 2>&1) ||
  refuse "the service could not run $popcon, since it sees no home and is a user of its own: install popcon and Node for the whole machine. It said: $(echo "$version" | tail -n 1)"

[ "$(readlink -f "$link")" = "$popcon" ] || ln -s "$popcon" "$link" ||
  refuse "$link is another popcon: remove it first"
cp "$units"/popcon*.service "$units"/popcon*.socket /etc/systemd/system/
systemctl daemon-reload
echo "popcon $version is installed as a service: sudo systemctl enable --now popcon.service"
