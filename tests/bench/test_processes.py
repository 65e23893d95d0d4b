import os
import signal
import subprocess
import sys
import time

import pytest

from bench.processes import children, cpu_seconds, memory_bytes, tree, wait_until_idle

BUSY_CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'while True: pass'])"


@pytest.fixture
def busy():
    process = subprocess.Popen([sys.executable, "-c", BUSY_CHILD], start_new_session=True)
    deadline = time.monotonic() + 10
    while not children(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    yield process.pid
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_tree_counts_what_its_children_use(busy):
    assert len(tree(busy)) == 2
    before = cpu_seconds(busy)
    time.sleep(0.5)
    assert cpu_seconds(busy) > before


def test_a_busy_tree_is_not_idle_and_holds_memory(busy):
    assert not wait_until_idle(busy, at_most=0.5)
    assert memory_bytes(busy) > 1_000_000


def test_a_process_that_has_ended_uses_nothing():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert cpu_seconds(process.pid) == 0
    assert memory_bytes(process.pid) == 0
