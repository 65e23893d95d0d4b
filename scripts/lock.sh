#!/bin/sh
# Writes requirements/*.txt anew from pyproject.toml: pinned, hashed, without download addresses (uv.lock carries them).
set -eu
cd "$(dirname "$0")/.."
uv lock --quiet --upgrade
uv export --quiet --frozen --no-emit-project --no-header --no-dev -o requirements/runtime.txt
uv export --quiet --frozen --no-emit-project --no-header --only-group build -o requirements/build.txt
uv export --quiet --frozen --no-emit-project --no-header --only-group node -o requirements/node.txt
uv export --quiet --frozen --no-emit-project --no-header --group check -o requirements/test.txt
rm uv.lock
