#!/bin/sh
# Takes back what after-install.sh made; an upgrade keeps it, since the new version has just made it again.
set -e
case "$1" in upgrade | 1 | 2) exit 0 ;; esac
rm -f '/usr/bin/${executable}' /usr/bin/caos
if [ -f '/etc/apparmor.d/${executable}' ]; then
  apparmor_parser --remove '/etc/apparmor.d/${executable}' >/dev/null 2>&1 || true
  rm -f '/etc/apparmor.d/${executable}'
fi
