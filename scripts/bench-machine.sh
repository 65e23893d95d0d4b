#!/bin/sh
# What the bench needs beside Python packages: nginx, the fastest way to serve a file, and wrk, which asks.
set -eu
missing=""
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing="$missing nginx"
command -v wrk >/dev/null || missing="$missing wrk"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  printf '\n  The bench needs:%s. Install them (Debian: apt install%s) and run this again.\n\n' "$missing" "$missing" >&2
  exit 1
fi
printf '  Installing%s\n' "$missing"
apt-get update -qq >/dev/null
# Nobody wants a web server on port 80 for a bench: Debian starts what it installs unless told otherwise.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
