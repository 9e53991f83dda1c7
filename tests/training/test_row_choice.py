import json
from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import CheckpointError
from sketchapp.training.readings import Reading, read_part
from sketchapp.training.row_choice import (
    STAGES,
    abstraction_accuracy,
    join_row_ranks,
    level_histogram,
    row_ranks_of,
    row_table,
)
from tests.made_datasets import make_qmul, make_shoev1
from tests.models.tiny import TINY_MATRIX, tiny_retriever
from tests.training.made_retrievers import ScriptedRetriever, perfect_retriever, true_rows


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


def scripted_reading(dataset: Dataset) -> Reading:
    """Three levels of one row. Row 1 tells all photos apart, rows 2 and 3 point to the next photo.

    So one row is right, two are a tie of two photos, three are wrong. Levels are right at all
    stages but for the first two sketches at 30 %.
    """
    axes, truth = np.eye(8), true_rows(dataset)
    wrong = axes[(truth + 1) % 8]
    sketch = np.stack([axes[truth], wrong, wrong], axis=1)
    photos = np.stack([axes, axes, axes], axis=1)
    sketches = np.concatenate([sketch] * 3)  # whole, 30 %, 60 %
    levels = [2] * 16 + [1, 2] + [0] * 14 + [1] * 16
    return read_part(ScriptedRetriever(sketches, photos, (1, 2, 3), levels), dataset, STAGES)


def test_every_choice_of_rows_has_its_own_accuracy(dataset: Dataset) -> None:
    table = row_table(row_ranks_of(scripted_reading(dataset), np.random.default_rng(0)))
    assert table["by_rows"].keys() == {"1", "2", "3", "random"}
    assert [table["by_rows"][rows]["acc_at_1"] for rows in "123"] == [100, 0, 0]
    assert 0 < table["by_rows"]["random"]["acc_at_1"] < 100
    assert table["by_rows"]["3"]["acc_at_5"] == 100  # the second of eight photos
    whole = table["by_completion"]["100"]
    assert whole.keys() == {"rows_1", "rows_2", "rows_3", "predicted"}
    assert (whole["rows_1"], whole["predicted"]) == (
        {"acc_at_1": 100, "acc_at_10": 100},
        {"acc_at_1": 0, "acc_at_10": 100},
    )
    assert table["by_completion"]["30"]["predicted"]["acc_at_1"] == 87.5  # 14 of 16 at one row
    assert table["abstraction_acc"] == round(100 * 46 / 48, 2)
    assert table["level_histogram"] == {"coarse": 0, "medium": 0, "fine": 16}
    assert table["levels_by_completion"]["30"] == {"coarse": 14, "medium": 1, "fine": 1}
    json.dumps(table, allow_nan=False)


def test_random_rows_depend_on_the_generator_only(dataset: Dataset) -> None:
    reading = read_part(tiny_retriever(config=TINY_MATRIX), dataset, STAGES)
    first, again, other = (
        row_ranks_of(reading, np.random.default_rng(seed)).by_rows["random"] for seed in (0, 0, 1)
    )
    assert first.tolist() == again.tolist() != other.tolist()


def test_one_row_leaves_no_choice(dataset: Dataset) -> None:
    retriever = perfect_retriever(dataset, stages=3)
    table = row_table(row_ranks_of(read_part(retriever, dataset, STAGES), np.random.default_rng(0)))
    assert table["by_rows"].keys() == {"1"} and table["by_rows"]["1"]["acc_at_1"] == 100
    assert table["by_completion"]["30"].keys() == {"rows_1", "predicted"}
    assert "abstraction_acc" not in table and table["level_histogram"] == {"0": 16}


def test_pictures_have_no_completion(tmp_path: Path) -> None:
    shoes = load_dataset(f"shoev1:{make_shoev1(tmp_path / 'ShoeV1')}")
    reading = read_part(tiny_retriever(config=TINY_MATRIX), shoes, STAGES)
    table = row_table(row_ranks_of(reading, np.random.default_rng(0)))
    assert table.keys() == {"by_rows", "level_histogram"}
    assert sum(table["level_histogram"].values()) == 9


def test_folds_are_joined(dataset: Dataset) -> None:
    parts = [
        dataset.only(p.id for p in photos) for photos in (dataset.photos[:3], dataset.photos[3:])
    ]
    rng = np.random.default_rng(0)
    ranks = [
        row_ranks_of(read_part(tiny_retriever(i, TINY_MATRIX), part, STAGES), rng)
        for i, part in enumerate(parts)
    ]
    joined = join_row_ranks(ranks)
    for name, values in joined.by_rows.items():
        assert values.tolist() == [*ranks[0].by_rows[name], *ranks[1].by_rows[name]]
    predicted = joined.by_completion[60]["predicted"]
    assert predicted.tolist() == [
        rank for part in ranks for rank in part.by_completion[60]["predicted"]
    ]
    assert len(joined.level) == len(joined.stage_levels[30]) == 16


def test_folds_of_different_models_are_refused(dataset: Dataset) -> None:
    rng, models = np.random.default_rng(0), (tiny_retriever(), tiny_retriever(config=TINY_MATRIX))
    ranks = [row_ranks_of(read_part(model, dataset, STAGES), rng) for model in models]
    with pytest.raises(CheckpointError, match="select different rows"):
        join_row_ranks(ranks)


def test_levels_are_counted() -> None:
    levels = {percent: np.array([at, 0]) for at, percent in enumerate(STAGES)}
    assert abstraction_accuracy(levels) == round(100 * 4 / 6, 2)
    assert level_histogram(np.array([1, 1, 0]), 2) == {"0": 1, "1": 2}
