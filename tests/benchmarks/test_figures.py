from __future__ import annotations

import pytest

from benchmarks.figures import Quantiles, Stages, quantiles, shares_percent
from sketchapp.errors import SketchAppError


def test_quantiles_lie_between_the_measured_values():
    assert quantiles([30.0, 10.0, 20.0]) == Quantiles(p50=20.0, p95=29.0)
    assert quantiles(range(101)) == Quantiles(50.0, 95.0)
    assert quantiles([7.0]) == Quantiles(7.0, 7.0)


@pytest.mark.parametrize("values", [[], [1.0, float("nan")], [float("inf")]])
def test_nothing_and_what_is_no_number_have_no_quantiles(values: list[float]):
    with pytest.raises(SketchAppError, match="measure again"):
        quantiles(values)


def test_shares_are_those_of_all_answers_together():
    quick = Stages(transport=1, raster=1, encode=2, search=0, attribute=4, paint=2)
    slow = Stages(transport=9, raster=1, encode=28, search=0, attribute=46, paint=6)
    shares = shares_percent([quick, slow])
    assert shares == Stages(transport=10, raster=2, encode=30, search=0, attribute=50, paint=8)
    assert shares.total == 100


def test_no_answers_have_no_shares():
    with pytest.raises(SketchAppError, match="0 answers"):
        shares_percent([])
