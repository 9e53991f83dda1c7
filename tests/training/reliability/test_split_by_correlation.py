import numpy as np
import pytest

from sketchapp.training.reliability.split_by_correlation import split_table

GROUPS = np.arange(30).astype(str)


def table(corr: np.ndarray, figure: np.ndarray) -> dict:
    signals = {"corr_sla": corr, "corr_psla": -corr}
    return split_table({"acc": figure}, signals, GROUPS, np.random.default_rng(0))


def test_both_sides_of_corr() -> None:
    corr = np.repeat([0.5, 0.3, 0.1], 10)
    found = table(corr, np.repeat([100.0, 50.0, 0.0], 10))
    assert (found["n"], found["all"]) == (30, {"acc": 50.0})
    assert found["sla"]["corr_at_least_0.5"] == {"n": 10, "acc": 100.0}
    assert found["sla"]["corr_at_most_0.1"] == {"n": 10, "acc": 0.0}
    assert found["sla"]["difference"]["acc"] == {"value": 100.0, "low": 100.0, "high": 100.0}
    assert found["psla"]["corr_at_least_0.5"] == {"n": 0, "acc": None}
    assert found["psla"]["difference"]["acc"] is None


def test_without_a_correlation_a_query_is_on_no_side() -> None:
    corr = np.where(np.arange(30) < 15, 0.9, np.nan)
    found = table(corr, np.full(30, 40.0))
    assert found["sla"]["n_without_corr"] == 15 and found["sla"]["corr_at_least_0.5"]["n"] == 15
    assert found["sla"]["corr_at_most_0.1"]["n"] == 0


def test_a_figure_that_some_queries_lack() -> None:
    figure = np.where(np.arange(30) % 2, np.nan, 80.0)
    found = table(np.repeat([0.9, 0.0], 15), figure)
    assert found["all"] == {"acc": 80.0}
    assert found["sla"]["difference"]["acc"]["value"] == 0


def test_the_interval_is_that_of_chance() -> None:
    rng = np.random.default_rng(3)
    figure = 100.0 * (rng.random(30) < 0.5)
    found = table(np.repeat([0.9, 0.0], 15), figure)["sla"]["difference"]["acc"]
    assert found["low"] < found["value"] < found["high"]
    assert found["high"] - found["low"] == pytest.approx(
        2 * 1.96 * 100 * (0.5 / 15) ** 0.5, rel=0.4
    )
