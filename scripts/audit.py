"""Looks every pinned package up among the known weaknesses of packages.

pip-audit is content when it could look nothing up, for example behind a package index that knows of no weaknesses. So
its findings are counted against the pins: what was not looked up fails like what was found.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"
FILES = ("test.txt", "build.txt")
"""The tests' file holds the product's packages too."""
PIN = re.compile(r"^[A-Za-z0-9][^\s\\#]*==[^\\#]*")
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """What the audit of one file came to."""

    pinned: frozenset[str]
    looked_up: frozenset[str]
    weak: tuple[str, ...]
    """“flask 3.1.3: PYSEC-2026-1, CVE-2026-2”."""

    @property
    def missing(self) -> frozenset[str]:
        """Pinned, yet not looked up."""
        return self.pinned - self.looked_up

    @property
    def is_clean(self) -> bool:
        """Everything was looked up and nothing was found."""
        return bool(self.pinned) and not self.missing and not self.weak


def pins(text: str) -> Iterator[str]:
    """The packages that a requirements file pins for this Python and machine."""
    for line in text.splitlines():
        if found := PIN.match(line):
            requirement = Requirement(found[0].strip())
            if requirement.marker is None or requirement.marker.evaluate():
                yield canonicalize_name(requirement.name)


def judged(text: str, report: Mapping[str, Any]) -> Finding:
    """A requirements file held against pip-audit's report of it."""
    audited = [each for each in report.get("dependencies", ()) if "skip_reason" not in each]
    weak = (
        f"{each['name']} {each['version']}: {', '.join(weakness['id'] for weakness in each['vulns'])}"
        for each in audited
        if each["vulns"]
    )
    return Finding(frozenset(pins(text)), frozenset(canonicalize_name(each["name"]) for each in audited), tuple(weak))


def words(file: str, finding: Finding) -> Sequence[str]:
    """What to tell of one file."""
    lines = [f"  {file}: {len(finding.pinned - finding.missing)} of {len(finding.pinned)} pinned packages looked up"]
    lines += [f"  Known weakness in {weak}. Raise its pin: make lock." for weak in finding.weak]
    if finding.missing:
        some = ", ".join(sorted(finding.missing)[:SHOWN])
        lines.append(f"  Not looked up: {some}{' …' if len(finding.missing) > SHOWN else ''}. Is PyPI within reach?")
    return lines


def _report(path: Path) -> Mapping[str, Any]:
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(path), "--disable-pip", "--no-deps"]
    command += ["--format", "json", "--progress-spinner", "off"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report: Mapping[str, Any] = json.loads(done.stdout)
    except ValueError:
        print(done.stderr[-2000:], file=sys.stderr)
        return {}
    return report


def main() -> int:
    """Status 1 when anything was found or left out."""
    findings = {file: judged((REQUIREMENTS / file).read_text(), _report(REQUIREMENTS / file)) for file in FILES}
    for file, finding in findings.items():
        print("\n".join(words(file, finding)))
    return int(not all(finding.is_clean for finding in findings.values()))


if __name__ == "__main__":
    sys.exit(main())
