import socket
import time
from pathlib import Path

from scheduler.demo.supervisor import Group, Program, free_port, is_free

SLEEP = ["-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN_CODE = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
STUBBORN = ["-c", STUBBORN_CODE]


def wait_for(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_stopping_ends_every_process(tmp_path):
    group = Group(tmp_path, {})
    for name in ("web", "worker"):
        group.start(Program(name, SLEEP))
    pids = [process.pid for process in group.running.values()]
    assert group.ended() is None
    group.stop()
    assert not any(is_running(pid) for pid in pids)


def test_a_process_that_ignores_the_request_is_ended_with_its_children(tmp_path, monkeypatch):
    monkeypatch.setattr("scheduler.demo.supervisor.GRACE_SECONDS", 0.3)
    group = Group(tmp_path, {})
    group.start(Program("web", STUBBORN))
    wait_for(lambda: group.log_of("web").read_text().strip())
    child = int(group.log_of("web").read_text())
    group.stop()
    wait_for(lambda: not is_running(child))


def test_one_that_ends_by_itself_is_named_and_its_output_kept(tmp_path):
    group = Group(tmp_path, {"GREETING": "no mail server"})
    group.start(Program("web", SLEEP))
    group.start(Program("worker", ["-c", "import os, sys; print(os.environ['GREETING']); sys.exit(3)"]))
    try:
        wait_for(lambda: group.ended() == "worker")
    finally:
        group.stop()
    assert "no mail server" in group.log_of("worker").read_text()


def test_a_busy_port_is_seen():
    port = free_port()
    assert is_free(port)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()
        assert not is_free(port)
