import pytest

from bench.spread import percentile, ratio_of, short, spread_of


def test_a_spread_is_the_median_between_its_extremes():
    spread = spread_of([3.0, 1.0, 8.0])
    assert (spread.median, spread.least, spread.greatest) == (3.0, 1.0, 8.0)


def test_a_spread_in_another_unit_keeps_its_shape():
    assert spread_of([0.001, 0.002, 0.004]).scaled(1e3).words("ms") == "2.00 ms (1.00 to 4.00)"


def test_a_ratio_is_taken_round_by_round_so_that_a_slow_minute_does_not_count():
    assert ratio_of([10, 1, 10], [5, 0.5, 5]) == 2


def test_rounds_that_do_not_pair_are_refused():
    with pytest.raises(ValueError, match="shorter"):
        ratio_of([1, 2], [1])


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_a_percentile_is_a_value_that_was_measured(share, expected):
    assert percentile(range(1, 101), share) == expected


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0"), (0.0123, "0.0123"), (1.0, "1.00"), (42.34, "42.3"), (12345.6, "12,346")]
)
def test_three_digits_are_enough(value, words):
    assert short(value) == words
