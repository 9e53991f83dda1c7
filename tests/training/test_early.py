import json
import logging
from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.training.calibration import PERCENTS
from sketchapp.training.early import Curves, curve_table, curves_of, early_table, join_curves
from sketchapp.training.readings import read_part
from tests.made_datasets import make_qmul, make_shoev1
from tests.models.tiny import TINY_MATRIX, tiny_retriever
from tests.training.made_retrievers import ScriptedRetriever, made_folds, true_rows


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


def made_curves(ranks: np.ndarray, n_photos: int) -> Curves:
    """Curves of ranks (Q, P) with entropies that fall from 1 to 0."""
    percentile = 100 * (n_photos - ranks) / (n_photos - 1)
    falling = np.broadcast_to(np.linspace(1, 0, len(PERCENTS)), ranks.shape)
    return Curves(ranks, percentile, falling, falling / 2)


def test_areas_of_constant_curves_are_their_heights() -> None:
    table = curve_table(made_curves(np.full((3, 11), 2), 11))
    assert (table["m_at_a"], table["m_at_b"]) == (90, 50)
    assert set(table["inverse_rank_by_percent"].values()) == {50}
    assert table["acc_at_10_by_percent"] == dict.fromkeys(["10", "20", "30", "60", "100"], 100)


def test_areas_are_by_trapezoids_over_the_percentages() -> None:
    ranks = np.full((1, 11), 11)
    ranks[0, -1] = 1  # found at the very end: a triangle of height 100 over the last tenth
    table = curve_table(made_curves(ranks, 11))
    assert table["m_at_a"] == round(100 * 10 / 2 / 95, 2)
    inverse = 100 / 11
    assert table["m_at_b"] == round(inverse + (100 - inverse) * 10 / 2 / 95, 2)
    assert table["acc_at_10_by_percent"]["60"] == 0
    assert table["entropy_by_percent"]["5"] == 1 and table["entropy_by_percent"]["100"] == 0
    assert table["entropy_printed_by_percent"]["5"] == 0.5


def test_curves_follow_the_rows_of_every_stage(dataset: Dataset) -> None:
    """A retriever that sees nothing under 60 % of the ink, and then the right photo."""
    axes, truth = np.eye(8), true_rows(dataset)
    stages = [axes[truth]]  # whole sketches are read first
    for percent in PERCENTS[:-1]:
        stages.append(axes[truth] if percent >= 60 else np.zeros((16, 8)))
    reading = read_part(ScriptedRetriever(np.concatenate(stages), axes), dataset, PERCENTS)
    curves = curves_of(reading, 0.05)
    late = np.array([percent >= 60 for percent in PERCENTS])
    assert curves.rank.shape == (16, 11)
    assert (curves.rank[:, late] == 1).all() and (curves.rank[:, ~late] == 8).all()
    assert (curves.percentile[:, late] == 100).all() and (curves.percentile[:, ~late] == 0).all()
    assert np.allclose(curves.entropy[:, ~late], 1) and curves.entropy[:, late].max() < 0.01
    joined = join_curves([curves, curves])
    assert joined.rank.shape == joined.printed_entropy.shape == (32, 11)


def test_the_table_out_of_fold(tmp_path: Path, dataset: Dataset) -> None:
    folds = made_folds(tmp_path / "folds", dataset, 2, TINY_MATRIX)
    table = early_table(dataset, tmp_path / "none", folds.folder, None)
    assert (table["n_sketches"], table["n_photos"]) == (16, 4)
    assert table["temperature_from"] == "other folds" and len(table["temperature"]) == 2
    for name in ("ranking_percentile", "inverse_rank", "entropy", "entropy_printed"):
        assert list(table[f"{name}_by_percent"]) == [str(percent) for percent in PERCENTS]
    assert table["acc_at_10_by_percent"]["100"] == 100  # of four photos
    assert table["acc_at_10_by_method"]["salience"]["10"] == 100
    text = json.dumps(table, allow_nan=False)
    assert json.dumps(early_table(dataset, tmp_path / "none", folds.folder, None)) == text


def test_one_checkpoint_and_a_limit(
    tmp_path: Path, dataset: Dataset, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "r.safetensors"
    tiny_retriever().save(path, {})
    with caplog.at_level(logging.WARNING):
        table = early_table(dataset, path, None, 3)
    assert (table["n_sketches"], table["n_photos"]) == (3, 8)
    assert table["temperature_from"] == "the sketches themselves"
    assert "fitted on the very sketches" in caplog.text
    tiny_retriever().save(path, {"temperature": 0.25})
    table = early_table(dataset, path, None, 3)
    assert (table["temperature"], table["temperature_from"]) == ([0.25], "weights")


def test_pictures_are_refused(tmp_path: Path) -> None:
    shoes = load_dataset(f"shoev1:{make_shoev1(tmp_path / 'ShoeV1')}")
    with pytest.raises(DatasetError, match="no vector sketches"):
        early_table(shoes, tmp_path / "none", None, None)
