import pytest

from bench.figures import Figure, Target, Verdict, table

MORE = Target(must=0.9, aim=2)
LESS = Target(must=20, aim=5, least=False)


@pytest.mark.parametrize(
    ("target", "ratio", "cpu", "verdict"),
    [
        (MORE, 2.0, None, Verdict.AIM),
        (MORE, 0.9, None, Verdict.MUST),
        (MORE, 0.8, 0.95, Verdict.BY_CPU),
        (MORE, 0.8, 0.8, Verdict.MISSED),
        (MORE, 0.8, None, Verdict.MISSED),
        (LESS, 4.0, None, Verdict.AIM),
        (LESS, 20.0, None, Verdict.MUST),
        (LESS, 21.0, None, Verdict.MISSED),
        (None, 1.0, None, Verdict.NONE),
    ],
)
def test_a_figure_is_judged_by_its_target(target, ratio, cpu, verdict):
    assert Figure(name="x", value="1", ratio=ratio, cpu=cpu, target=target).verdict == verdict


def test_a_single_lost_answer_misses():
    none_lost = Target(must=0, aim=0, least=False)
    assert Figure(name="lost", value="1 of 9", ratio=1, target=none_lost).verdict == Verdict.MISSED


def test_the_table_lines_up_and_says_what_must_be_reached():
    lines = table([Figure(name="304", value="9 /s", ratio=1.5, target=MORE), Figure(name="a longer name", value="1")])
    rows = lines.splitlines()
    assert len({len(row) for row in rows}) == 1
    assert "≥ 0.9" in rows[2]
    assert "must reached" in rows[2]
