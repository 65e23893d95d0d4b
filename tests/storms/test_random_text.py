"""A million random strings through feeds and mails, with assertions and without: nothing gained, nothing lost."""

import json
import subprocess
import sys

import pytest

MILLION = 1_000_000


@pytest.mark.parametrize("count", [2_000, pytest.param(MILLION, marks=pytest.mark.storm)], ids=["small", "storm"])
@pytest.mark.parametrize("options", [[], ["-O"]], ids=["with assertions", "without"])
def test_no_string_adds_a_property_a_component_or_a_header_and_each_comes_back(options: list[str], count: int):
    program = [sys.executable, *options, "-m", "tests.storms.random_text", str(count), "1"]
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert said["wrong"] == []
    assert said["asserts"] is not bool(options)
    assert said["strings"] >= count
    assert said["mails"] >= count // 24
