import pytest

from bench.wrk import counted

PRINTED = """Running 2s test @ http://127.0.0.1:1/
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
  27128 requests in 2.00s, 4.06MB read
Requests/sec:  13542.11
"""


def test_requests_and_seconds_are_read_from_what_wrk_prints():
    assert counted(PRINTED, "304") == (27128, 2.0)


@pytest.mark.parametrize(
    "printed",
    ["unable to connect", PRINTED.replace("27128", "0"), f"{PRINTED}  Non-2xx or 3xx responses: 3\n"],
    ids=["silent", "none", "refused"],
)
def test_a_server_that_refuses_gives_no_figure(printed):
    with pytest.raises(RuntimeError, match="no figure"):
        counted(printed, "304")
