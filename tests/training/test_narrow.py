from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config
from sketchapp.models.retriever import load_matrix_retriever
from sketchapp.retrieval.drawings import embed_drawings
from sketchapp.training.narrow import narrow
from tests.made_datasets import make_qmul
from tests.models.tiny import TINY, tiny_retriever


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    path = tmp_path / "wide.safetensors"
    notes = {"steps": 7, "temperature": 0.2, "familiar_from": 0.1, "figures": {}}
    tiny_retriever(0, replace(TINY, width=12)).save(path, notes)
    return path


def test_all_directions_keep_every_similarity(tmp_path: Path, dataset: Dataset, wide: Path) -> None:
    out = tmp_path / "narrow.safetensors"
    assert narrow(wide, [dataset], (1,), 12, out) == pytest.approx(1)
    drawings = [pair.lines for pair in dataset.pairs]
    before = embed_drawings(load_matrix_retriever(wide), drawings)[:, 0]
    after = embed_drawings(load_matrix_retriever(out), drawings)[:, 0]
    assert np.allclose(before @ before.T, after @ after.T, atol=0.02)  # weights are in fp16
    assert not np.allclose(before, after, atol=0.1)


def test_rows_share_what_is_kept(tmp_path: Path, dataset: Dataset, wide: Path) -> None:
    out = tmp_path / "narrow.safetensors"
    kept = narrow(wide, [dataset], (1, 2), 2, out)
    network = load_matrix_retriever(out)
    assert 0.5 < kept < 1
    assert (network.rows, network.width, network.row_counts) == (3, 2, (1, 3))
    reading = embed_drawings(network, [pair.lines for pair in dataset.pairs])
    assert np.allclose(np.linalg.norm(reading, axis=2), 1, atol=1e-3)


def test_what_was_calibrated_for_the_old_rows_is_left_out(
    tmp_path: Path, dataset: Dataset, wide: Path
) -> None:
    out = tmp_path / "narrow.safetensors"
    kept = narrow(wide, [dataset], (1,), 4, out)
    header = read_config(out)
    assert header["steps"] == 7 and header["energy_kept"] == round(kept, 4)
    assert header["narrowed_from"] == load_matrix_retriever(wide).id
    assert not {"temperature", "familiar_from", "figures"} & set(header)


@pytest.mark.parametrize(
    ("width", "encoder", "sentence"),
    [(13, "cells", "wider than the 12 numbers"), (2, "convolutions", "cannot be narrowed")],
)
def test_what_cannot_be_narrowed_is_refused(
    tmp_path: Path, dataset: Dataset, width: int, encoder: str, sentence: str
) -> None:
    source = tmp_path / "source.safetensors"
    tiny_retriever(0, replace(TINY, width=12, encoder=encoder)).save(source, {})
    with pytest.raises(CheckpointError, match=sentence):
        narrow(source, [dataset], (1,), width, tmp_path / "out.safetensors")
    assert not (tmp_path / "out.safetensors").exists()
