from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.training.grid import CELL_PX, GAP_PX, chosen_pairs, grids_of, write_grids
from sketchapp.training.readings import read_part
from sketchapp.training.row_choice import STAGES
from tests.made_datasets import make_qmul, make_shoev1
from tests.models.tiny import tiny_retriever
from tests.training.made_retrievers import ScriptedRetriever, true_rows

RED = (255, 0, 0)
STEP = CELL_PX + GAP_PX


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


def framed_cells(path: Path) -> list[tuple[int, int]]:
    """Line and place of the cells with a red corner; place 0 is the sketch."""
    with Image.open(path) as picture:
        lines, places = (picture.height + GAP_PX) // STEP, (picture.width + GAP_PX) // STEP
        return [
            (line, place)
            for line in range(lines)
            for place in range(places)
            if picture.getpixel((place * STEP, line * STEP)) == RED
        ]


def test_the_true_photo_is_framed_where_it_was_found(tmp_path: Path, dataset: Dataset) -> None:
    """Whole sketches find it first; the others find the next photo first, and it second."""
    axes, truth = np.eye(8), true_rows(dataset)
    early = axes[(truth + 1) % 8] + 0.5 * axes[truth]
    sketches = np.concatenate([axes[truth], early, early])
    reading = read_part(ScriptedRetriever(sketches, axes), dataset, STAGES)
    chosen = [dataset.pairs[at].id for at in (0, 9)]
    written = write_grids(grids_of(reading, chosen), tmp_path / "grid")
    assert len(written) == 2 == len(list((tmp_path / "grid").glob("*.png")))
    for path in written:
        assert framed_cells(path) == [(0, 2), (1, 2), (2, 1)]


def test_the_rows_are_written_beside_the_drawing(tmp_path: Path, dataset: Dataset) -> None:
    axes, truth = np.eye(8), true_rows(dataset)
    rows = np.stack([axes[truth]] * 2, axis=1)
    pictures = []
    for level in (0, 1):
        retriever = ScriptedRetriever(rows, np.stack([axes] * 2, axis=1), (1, 2), [level] * 16)
        reading = read_part(retriever, dataset, (100,))
        (picture,) = grids_of(reading, [dataset.pairs[0].id]).values()
        pictures.append(np.asarray(picture).astype(int))
    differs = np.argwhere((pictures[0] != pictures[1]).any(axis=2))
    assert len(differs) and differs.max(axis=0)[1] < CELL_PX and differs.max(axis=0)[0] < 20


def test_pictures_of_sketches_have_one_line(tmp_path: Path) -> None:
    shoes = load_dataset(f"shoev1:{make_shoev1(tmp_path / 'ShoeV1')}")
    reading = read_part(tiny_retriever(), shoes, STAGES)
    grids = grids_of(reading, [pair.id for pair in shoes.pairs])
    written = write_grids(grids, tmp_path / "grid")
    assert len(written) == 9
    for path in written:
        assert len(framed_cells(path)) == 1  # of three photos, all are shown


def test_sketches_are_drawn_by_the_seed(dataset: Dataset) -> None:
    first, again, other = (chosen_pairs(dataset, np.random.default_rng(s)) for s in (0, 0, 1))
    assert first == again != other and len(first) == 12
