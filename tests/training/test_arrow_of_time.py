import json
from pathlib import Path

import numpy as np
import pytest

from sketchapp.attribution.pixel import plain_gradient
from sketchapp.data.dataset import Dataset, Lines, Pair
from sketchapp.data.registry import load_dataset
from sketchapp.errors import SketchAppError
from sketchapp.sketch import RasterStyle, Sketch
from sketchapp.training.arrow_of_time import BASELINES, WAYS, tau_of, time_table, values_by_way
from tests.attribution.toys import LinearScore, random_sketch
from tests.made_datasets import make_qmul
from tests.models.tiny import TINY_MATRIX
from tests.training.made_retrievers import made_folds

ALL_OVER = LinearScore(np.ones((64, 64)))
"""Every piece of ink counts alike, so a stroke counts by how much ink it has."""


def test_tau_of_known_orders() -> None:
    order = np.array([2, 0, 1])  # the place of each stroke as it was drawn
    assert tau_of(np.array([0.0, 9.0, 5.0]), order) == 1
    assert tau_of(np.array([9.0, 0.0, 5.0]), order) == -1
    assert tau_of(np.zeros(3), order) == 0


def test_long_strokes_come_first_where_ink_is_all_that_counts() -> None:
    lengths = [0.9, 0.5, 0.3, 0.15]
    lines = [[[0.05, y], [0.05 + x, y]] for x, y in zip(lengths, (0.2, 0.4, 0.6, 0.8), strict=True)]
    order = np.array([3, 1, 0, 2])
    hidden = Sketch.from_polylines([lines[i] for i in order])
    rng = np.random.default_rng(0)
    values = values_by_way(hidden, ALL_OVER, RasterStyle(64), plain_gradient, rng)
    assert values.keys() == set(WAYS)
    for way in ("sla", "psla_sum", "length", "size"):
        assert tau_of(values[way], order) == 1


def drawn(dataset: Dataset, n_strokes: int) -> Dataset:
    """The same photos, each drawing one of so many random strokes, the longest first."""
    rng, pairs = np.random.default_rng(0), []
    for pair in dataset.pairs:
        strokes = random_sketch(rng, n_strokes).strokes
        long = sorted(
            strokes, key=lambda s: -np.linalg.norm(np.diff(s.points, axis=0), axis=1).sum()
        )
        sketch = Sketch(tuple(long))
        pairs.append(Pair(pair.id, pair.photo_id, Lines.of(sketch), sketch))
    return Dataset(dataset.name, dataset.photos, tuple(pairs))


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


def test_the_order_is_hidden_and_found_again(tmp_path: Path, dataset: Dataset) -> None:
    data = drawn(dataset, 5)
    folds = made_folds(tmp_path / "folds", data, 2, TINY_MATRIX)
    table = time_table(data, tmp_path / "none", folds.folder, None)
    assert table["n_sketches"] == len(data.pairs) and table["n_left_out"] == 0
    assert table["tau"]["length"]["mean"] == pytest.approx(1)
    assert abs(table["tau"]["random"]["mean"]) < 0.4
    assert table["gains"]["sla"].keys() == set(BASELINES)
    gain = table["gains"]["sla"]["length"]["mean"]
    assert gain == pytest.approx(table["tau"]["sla"]["mean"] - 1)
    text = json.dumps(table, allow_nan=False)
    assert json.dumps(time_table(data, tmp_path / "none", folds.folder, None)) == text


def test_two_strokes_tell_no_order(tmp_path: Path, dataset: Dataset) -> None:
    data = drawn(dataset, 2)
    folds = made_folds(tmp_path / "folds", data, 2, TINY_MATRIX)
    table = time_table(data, tmp_path / "none", folds.folder, 6)
    assert (table["n_sketches"], table["n_left_out"]) == (0, 6)
    assert table["tau"]["sla"]["mean"] is None
    with pytest.raises(SketchAppError, match="'magic' not found"):
        time_table(data, tmp_path / "none", folds.folder, 6, "magic")
