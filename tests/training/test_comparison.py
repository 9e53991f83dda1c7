from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.training.comparison import compare, paired_interval
from sketchapp.training.evaluation import rank_out_of_fold
from tests.made_datasets import make_qmul
from tests.training.made_retrievers import made_folds


def test_a_difference_is_that_of_the_two_accuracies(tmp_path: Path) -> None:
    dataset = load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")
    sides = [made_folds(tmp_path / name, dataset) for name in ("ours", "theirs")]
    sides[1].model_path(0).write_bytes(sides[0].model_path(1).read_bytes())
    table = compare(dataset, sides[:1], sides[1:])
    own, other = (
        100 * float((rank_out_of_fold(dataset, side).ranks <= 1).mean()) for side in sides
    )
    assert table["acc_at_1"] == round(own, 2) and table["acc_at_1_against"] == round(other, 2)
    assert table["difference"] == pytest.approx(own - other, abs=0.02)
    assert table["difference_per_seed"] == [table["difference"]]
    low, high = table["difference_interval"]  # type: ignore[misc]
    assert low <= table["difference"] <= high
    assert compare(dataset, sides[:1], sides[:1])["difference_interval"] == [0, 0]


def test_a_steady_gain_has_a_narrow_interval() -> None:
    rng = np.random.default_rng(0)
    photos = np.repeat(np.arange(60), 4)
    steady = paired_interval(np.full((3, 240), 0.05), photos, rng)
    assert (steady.value, steady.low, steady.high) == pytest.approx((5, 5, 5))
    noisy = paired_interval(rng.choice([-1.0, 1.0], (3, 240)), photos, rng)
    assert noisy.low < -3 and noisy.high > 3


def test_seeds_that_disagree_widen_the_interval() -> None:
    photos = np.arange(100)
    gains = np.stack([np.full(100, 0.1), np.full(100, -0.1), np.full(100, 0.0)])
    found = paired_interval(gains, photos, np.random.default_rng(0))
    assert found.low < -4 and found.high > 4


@pytest.mark.parametrize("counts", [(0, 0), (1, 2)])
def test_as_many_seeds_of_both_are_needed(tmp_path: Path, counts: tuple[int, int]) -> None:
    dataset = load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")
    folds = made_folds(tmp_path / "folds", dataset)
    with pytest.raises(DatasetError, match="cross-validations against"):
        compare(dataset, [folds] * counts[0], [folds] * counts[1])
