from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.dataset import Dataset, Lines
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.retrieval.drawings import read_drawings
from sketchapp.sketch.geometry import prefix
from sketchapp.training import readings
from sketchapp.training.readings import Reading, Stage, lines_at, read_part
from tests.made_datasets import make_qmul, make_shoev1
from tests.models.tiny import TINY_MATRIX, tiny_retriever
from tests.training.made_retrievers import ScriptedRetriever, true_rows


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


def two_row_reading(dataset: Dataset) -> Reading:
    """Photo n has axis n in its first row and axis 0 in its second, of two levels of a row each.

    Sketches have their photo's axis in the first row and axis 0 in the second, so that two rows add
    the same to all; every second sketch, though, has the next photo's axis in its first row.
    """
    truth = true_rows(dataset)
    axes = np.eye(8)
    photos = np.stack([axes, axes[np.zeros(8, int)]], axis=1)
    shown = (truth + np.arange(len(truth)) % 2) % 8
    sketches = np.stack([axes[shown], axes[np.zeros(len(truth), int)]], axis=1)
    levels = [0, 1] * (len(truth) // 2)
    return read_part(ScriptedRetriever(sketches, photos, (1, 2), levels), dataset)


def test_the_level_of_each_drawing_says_how_many_rows_count(dataset: Dataset) -> None:
    reading = two_row_reading(dataset)
    assert reading.predicted_rows(reading.whole).tolist() == [1, 2] * 8
    found = reading.similarities(reading.whole)
    assert found.shape == (16, 8)
    assert found[0].tolist() == np.eye(8)[true_rows(dataset)[0]].tolist()  # one row: one photo
    assert found[1].min() == 0.5 and found[1].max() == 1  # the second row is the same for all
    one = np.ones(16, np.int64)
    assert np.unique(reading.similarities(reading.whole, one)).tolist() == [0, 1]


@pytest.mark.parametrize("at_once", [1, 5, 1024])
def test_ranks_are_those_of_the_selected_rows(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(readings, "QUERIES_AT_ONCE", at_once)
    reading = two_row_reading(dataset)
    assert reading.ranks(reading.whole).tolist() == [1, 8] * 8  # ties count against us
    assert reading.ranks(reading.whole, np.full(16, 2)).tolist() == [1, 8] * 8
    assert len(reading.ranks(reading.whole.only(slice(0, 0)))) == 0


def test_rows_that_mislead_are_not_counted_where_the_level_leaves_them_out() -> None:
    """The true photo is first in row 1 and last with rows 1 and 2 together."""
    axes = np.eye(3, dtype=np.float32)
    photos = np.stack([axes, -2 * axes], axis=1)
    retriever = ScriptedRetriever(axes[:0], photos, (1, 2))
    rows = np.stack([axes[:1], axes[:1]], axis=1)
    for level, expected in ((0, 1), (1, 3)):
        levels = axes[:1, :2] if level == 0 else axes[1:2, :2]
        stage = Stage(readings.DrawingRows(rows, levels), np.array([0]))
        reading = Reading(retriever, Dataset("made", (), ()), photos, stage, {})
        assert reading.ranks(stage).tolist() == [expected]


def test_stages_are_prefixes_and_the_whole_is_not_read_twice(dataset: Dataset) -> None:
    retriever = tiny_retriever(config=TINY_MATRIX)
    seen: list[int] = []
    read = retriever.read_sketch
    retriever.read_sketch = lambda images: (seen.append(len(images)), read(images))[1]  # type: ignore[method-assign]
    reading = read_part(retriever, dataset, (30, 100))
    assert seen == [16, 16]
    assert np.array_equal(reading.stages[100].drawn.rows, reading.whole.drawn.rows)
    parts = [Lines.of(prefix(pair.sketch, 0.3)) for pair in dataset.pairs if pair.sketch]
    expected = read_drawings(tiny_retriever(config=TINY_MATRIX), parts)
    assert np.allclose(reading.stages[30].drawn.rows, expected.rows, atol=1e-5)
    assert not np.allclose(reading.stages[30].drawn.rows, reading.whole.drawn.rows, atol=1e-3)


def test_pictures_have_no_stages(tmp_path: Path) -> None:
    shoes = load_dataset(f"shoev1:{make_shoev1(tmp_path / 'ShoeV1')}")
    reading = read_part(tiny_retriever(), shoes, (30, 100))
    assert len(reading.whole) == 9
    assert {percent: len(stage) for percent, stage in reading.stages.items()} == {30: 0, 100: 0}
    assert len(reading.ranks(reading.stages[30])) == 0
    assert len(lines_at(shoes.pairs[0], 30).points) == len(shoes.pairs[0].lines.points)


def test_a_dataset_without_sketches_is_refused(dataset: Dataset) -> None:
    with pytest.raises(DatasetError, match="no sketches in this split"):
        read_part(tiny_retriever(), Dataset(dataset.name, dataset.photos, ()))
