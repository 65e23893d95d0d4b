"""No test can reach another machine."""

import smtplib
import socket

import pytest
from pytest_socket import SocketConnectBlockedError

pytestmark = pytest.mark.filterwarnings("ignore:A test tried to use:UserWarning")  # it warns beside the refusal

ELSEWHERE = "192.0.2.1"
"""Reserved for documentation (RFC 5737): nobody answers there, and nobody may be asked."""


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as outward, pytest.raises(SocketConnectBlockedError):
        outward.connect((ELSEWHERE, 25))


def test_mail_to_another_machine_is_refused() -> None:
    with pytest.raises(SocketConnectBlockedError):
        smtplib.SMTP(ELSEWHERE, 25, timeout=1)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as inward:
        inward.connect(server.getsockname())
