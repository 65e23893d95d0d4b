#!/bin/sh
# What the tests need beside Python packages: a Chromium, libical, an IMAP server, LibreOffice, a reader of PDF, and the
# calendar parsers from npm.
set -eu
cd "$(dirname "$0")/.."
say() { printf '  %s\n' "$1"; }
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
command -v dovecot >/dev/null || missing="$missing dovecot-imapd"
command -v soffice >/dev/null || missing="$missing libreoffice-writer-nogui"
command -v pdftotext >/dev/null || missing="$missing poppler-utils"
ldconfig -p | grep -q 'libical\.so\.3' || missing="$missing libical3"
if [ -n "$missing" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    printf '\n  The tests need:%s. Install them (Debian: apt install%s) and run this again.\n\n' "$missing" "$missing" >&2
    exit 1
  fi
  say "Installing$missing"
  apt-get update -qq >/dev/null
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
PATH="$PATH:$PWD/.venv/bin"
if [ ! -d tests/oracles/node_modules ] || [ tests/oracles/package-lock.json -nt tests/oracles/node_modules/.package-lock.json ]; then
  say "Installing the calendar parsers that check ours"
  npm ci --prefix tests/oracles --no-audit --no-fund --loglevel=error
fi
