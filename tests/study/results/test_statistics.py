"""Figures against published examples, other implementations and data whose truth is known."""

import math

import numpy as np
import pytest

from sketchapp.errors import SketchAppError
from sketchapp.study.results.agreement import krippendorff_alpha
from sketchapp.study.results.bias import bias_corrected
from sketchapp.study.results.bootstrap import mean_interval
from sketchapp.study.results.choices import share_of
from sketchapp.study.results.mos import Opinion, contrasts_of, holm, mean_opinions

NONE = None
PUBLISHED = (  # Krippendorff 2011, section C: four observers, twelve units
    (1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3),
    (NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE),
)


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_alpha_is_that_of_the_published_example(level: str, alpha: float) -> None:
    units = {
        at: [float(value) for value in column if value is not None]
        for at, column in enumerate(zip(*PUBLISHED, strict=True))
    }
    assert krippendorff_alpha(units, level) == pytest.approx(alpha, abs=5e-4)  # type: ignore[arg-type]


def test_alpha_at_its_ends() -> None:
    assert krippendorff_alpha({1: [1, 1], 2: [2, 2, 2]}) == 1.0
    assert krippendorff_alpha({1: [1], 2: [2]}) is None
    assert krippendorff_alpha({1: [1, 1], 2: [1, 1]}) is None
    with pytest.raises(SketchAppError, match="level"):
        krippendorff_alpha({1: [1, 2]}, "ratio")  # type: ignore[arg-type]


def opinions(rng: np.random.Generator, people: int, each: int) -> list[Opinion]:
    """Two methods half a step apart; people differ by a whole one."""
    found = []
    for person in range(people):
        level = 3 + rng.normal(0, 0.8)
        for _ in range(each):
            for method, gain in (("a", 0.0), ("b", 0.5)):
                value = float(np.clip(np.round(2 * (level + gain + rng.normal())) / 2, 1, 5))
                found.append(Opinion(f"p{person}", method, "chair", value))
    return found


def test_mos_is_mean_sd_and_n_with_a_count_of_each_step() -> None:
    given = [Opinion("p", "a", "chair", value) for value in (1.0, 2.0, 4.5)]
    given += [Opinion("q", "a", "shoe", 5.0)]
    whole, chairs, shoes = mean_opinions(given, np.random.default_rng(0))
    assert whole.mean == pytest.approx(3.125) and whole.n == 4 and whole.participants == 2
    assert whole.sd == pytest.approx(np.std([1, 2, 4.5, 5], ddof=1))
    assert whole.counts == (1, 0, 1, 0, 0, 0, 0, 1, 1)
    assert (chairs.category, chairs.n, chairs.low) == ("chair", 3, None)
    assert (shoes.mean, shoes.sd, shoes.low) == (5.0, None, None)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    rng, hits = np.random.default_rng(1), 0
    for _ in range(200):
        levels = rng.normal(0, 1, 25)
        values = (levels[:, None] + rng.normal(0, 1, (25, 8))).ravel()
        people = np.repeat([f"p{n}" for n in range(25)], 8)
        low, high = mean_interval(values, people.tolist(), rng) or (0.0, 0.0)
        hits += low <= 0 <= high
    assert 0.88 <= hits / 200 <= 0.985  # single answers drawn again would cover under 0.6


def test_the_interval_grows_with_clustering() -> None:
    values = np.repeat([1.0, 5.0, 2.0, 4.0], 25)
    rng = np.random.default_rng(0)
    low, high = mean_interval(values, np.repeat(list("abcd"), 25).tolist(), rng) or (0, 0)
    alone = mean_interval(values, [str(n) for n in range(100)], rng) or (0, 0)
    assert high - low > 3 * (alone[1] - alone[0])


def test_contrasts_find_a_difference_between_persons_means() -> None:
    (contrast,) = contrasts_of(opinions(np.random.default_rng(3), 20, 10))
    assert (contrast.method, contrast.other, contrast.participants) == ("a", "b", 20)
    assert contrast.difference == pytest.approx(-0.45, abs=0.2) and contrast.p_holm < 0.001
    same = [Opinion(p, m, "chair", 3.0) for p in "pq" for m in "ab"]
    assert contrasts_of(same)[0].p == 1.0


def test_six_people_of_one_mind_have_the_exact_p() -> None:
    given = [Opinion(f"p{n}", m, "c", 2.0 + n / 10 + (m == "b")) for n in range(6) for m in "ab"]
    assert contrasts_of(given)[0].p == pytest.approx(2 / 2**6)


def test_holm_steps_down_as_in_its_definition() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm([]) == []


def test_a_share_stands_beside_chance() -> None:
    hits, people = [True] * 30 + [False] * 10, [f"p{n % 8}" for n in range(40)]
    share = share_of("q", hits, people, 0.25, np.random.default_rng(0))
    assert (share.share, share.n, share.participants) == (0.75, 40, 8)
    assert share.low is not None and share.low < 0.75 < (share.high or 0)
    # Wilson's interval of 30 of 40, by its formula
    z, n, p = 1.959964, 40, 0.75
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    assert (share.wilson_low, share.wilson_high) == pytest.approx((middle - half, middle + half))
    assert share.p_binomial < 1e-6 and share.p_participants < 0.05


def test_biases_are_found_and_taken_out() -> None:
    truth = {"x": 2.0, "y": 3.0, "z": 4.5}
    bias = {"p": 0.5, "q": -0.5, "r": 0.0}
    rows = [(i, p, truth[i] + bias[p]) for i in truth for p in bias]
    found, scores = bias_corrected(*zip(*rows, strict=True))  # type: ignore[arg-type]
    assert found == pytest.approx(bias)
    assert {one.item: one.mean_corrected for one in scores} == pytest.approx(truth)
    assert all(one.sd == pytest.approx(0.5) and one.n == 3 for one in scores)
    assert all(one.sd_corrected == pytest.approx(0.0, abs=1e-12) for one in scores)
    # unbalanced: the mild rater missed one item, whose mean the correction lifts
    fewer = [row for row in rows if row[:2] != ("x", "p")]
    _, corrected = bias_corrected(*zip(*fewer, strict=True))  # type: ignore[arg-type]
    low = next(one for one in corrected if one.item == "x")
    assert abs(low.mean_corrected - 2.0) < abs(low.mean - 2.0)
