"""Live answers at each abstraction level, by a network whose rows can be told by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from sketchapp.errors import GalleryError
from sketchapp.models.photos import PhotoStyle
from sketchapp.models.retriever import SketchReading
from sketchapp.retrieval import live as live_module
from sketchapp.retrieval.gallery import load_gallery
from sketchapp.retrieval.index import FlatIndex
from sketchapp.retrieval.live import LiveSearch, Question
from sketchapp.sketch import RasterStyle, Sketch
from tests.made_datasets import make_gallery

SIZE_PX = 30
UP, ACROSS = [1.0, 0.0], [0.0, 1.0]
# Photo by photo the three rows: which of them the sketch resembles depends on the level.
PHOTOS = np.array(
    [
        [UP, ACROSS, ACROSS],  # best by the first row
        [ACROSS, ACROSS, ACROSS],
        [ACROSS, UP, UP],  # best by all rows
        [ACROSS, ACROSS, UP],
    ],
    np.float32,
)
ALIKE = 0.98  # cosine of every row of the sketch to UP, about


class BandRetriever:
    """Row k sees only the k-th of three bands of the picture, from the top down."""

    id = "bands"
    style = RasterStyle(SIZE_PX)
    photo_style = PhotoStyle(SIZE_PX)
    rows, width, row_counts = 3, 2, (1, 2, 3)
    temperature = 0.05

    def __init__(self, logits: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> None:
        self.logits = torch.tensor(logits)

    def read_sketch(self, images: Tensor, /) -> SketchReading:
        return SketchReading(self.embed_sketch(images), self.logits.expand(len(images), 3))

    def embed_sketch(self, images: Tensor, /) -> Tensor:
        bands = (1 - images[:, 0]).unflatten(1, (3, -1)).mean(dim=(2, 3))  # (B, 3): ink
        rows = torch.stack([torch.ones_like(bands), 0.1 + bands], dim=2)
        return torch.nn.functional.normalize(rows, dim=2)

    def embed_photo(self, images: Tensor, /) -> Tensor:
        raise NotImplementedError


@pytest.fixture(scope="module")
def gallery_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_gallery(tmp_path_factory.mktemp("levels") / "gallery", len(PHOTOS))


@pytest.fixture
def sketch() -> Sketch:
    """One upright line through all three bands."""
    return Sketch.from_polylines([[[0.5, 0.1], [0.5, 0.9]]])


def search(
    folder: Path, logits: tuple[float, float, float] = (0, 0, 0), photos: np.ndarray = PHOTOS
) -> LiveSearch:
    index = FlatIndex(3, 2)
    index.add(photos)
    return LiveSearch(BandRetriever(logits), load_gallery(folder), photos, index)


@pytest.mark.parametrize(("level", "best"), [(0, "p0"), (2, "p2")])
def test_the_rows_of_the_level_decide_the_order(
    gallery_folder: Path, sketch: Sketch, level: int, best: str
) -> None:
    answer = search(gallery_folder).answer(Question(sketch, level=level))
    assert answer.found[0].photo.id == best
    assert answer.explained == answer.found[0]
    assert answer.abstraction and answer.abstraction.rows == level + 1
    assert answer.abstraction.forced


def test_similarity_is_the_mean_of_the_selected_rows(gallery_folder: Path, sketch: Sketch) -> None:
    live = search(gallery_folder)
    coarse, medium, fine = (
        live.answer(Question(sketch, target="p0", level=level)).explained for level in range(3)
    )
    assert coarse and medium and fine
    assert coarse.similarity > ALIKE
    across = np.sqrt(1 - coarse.similarity**2)  # the line fills all bands alike
    assert medium.similarity == pytest.approx((coarse.similarity + across) / 2, abs=0.01)
    assert fine.similarity == pytest.approx((coarse.similarity + 2 * across) / 3, abs=0.01)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_the_found_similarities_are_those_of_a_target(
    gallery_folder: Path, sketch: Sketch, level: int
) -> None:
    live = search(gallery_folder)
    for found in live.answer(Question(sketch, level=level)).found:
        again = live.answer(Question(sketch, target=found.photo.id, level=level)).explained
        assert again and again.similarity == pytest.approx(found.similarity, abs=1e-6)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_the_gradient_sees_the_selected_rows_only(
    gallery_folder: Path, sketch: Sketch, level: int
) -> None:
    answer = search(gallery_folder).answer(Question(sketch, target="p2", level=level))
    assert answer.strokes
    bands = np.abs(answer.strokes.gradient).reshape(3, -1).max(axis=1)
    assert (bands[: level + 1] > 0).all()
    assert (bands[level + 1 :] == 0).all()


def test_the_likeliest_level_is_taken(gallery_folder: Path, sketch: Sketch) -> None:
    for level in range(3):
        logits = tuple(3.0 * (i == level) for i in range(3))
        found = search(gallery_folder, logits).answer(Question(sketch)).abstraction  # type: ignore[arg-type]
        assert found and (found.level, found.rows, found.row_total) == (level, level + 1, 3)
        assert not found.forced


def test_the_level_shown_last_is_kept_until_another_is_clearly_likelier(
    gallery_folder: Path, sketch: Sketch
) -> None:
    question = Question(sketch, previous_level=0)
    for logit, level in ((0.1, 0), (1.0, 1)):
        found = search(gallery_folder, (0.0, logit, -5.0)).answer(question).abstraction
        assert found and found.level == level
    forced = search(gallery_folder).answer(replace(question, level=2)).abstraction
    assert forced and forced.level == 2


def test_unknown_levels_are_refused(gallery_folder: Path, sketch: Sketch) -> None:
    for given in (sketch, Sketch()):
        with pytest.raises(GalleryError, match=r"level is 3; allowed are 0 \(coarse\) to 2"):
            search(gallery_folder).answer(Question(given, level=3))


def test_a_clearer_match_leaves_less_doubt(gallery_folder: Path, sketch: Sketch) -> None:
    live = search(gallery_folder)
    clear = live.answer(Question(sketch, level=0)).entropy  # one photo alone is alike
    shared = live.answer(Question(sketch, level=2)).entropy
    assert 0 <= clear < 0.01 < shared < 1
    alike = search(gallery_folder, photos=np.repeat(PHOTOS[:1], 4, axis=0))
    assert alike.answer(Question(sketch)).entropy == pytest.approx(1)


def test_doubt_is_about_the_allowed_photos(gallery_folder: Path, sketch: Sketch) -> None:
    live = search(gallery_folder)  # p0 and p2 are chairs, p1 and p3 shoes
    chairs, shoes = (
        live.answer(Question(sketch, category=category, level=0, count=1)).entropy
        for category in ("chair", "shoe")
    )
    assert chairs < 0.01
    assert shoes == pytest.approx(1)  # both are across


def test_a_single_photo_leaves_no_doubt(tmp_path: Path, sketch: Sketch) -> None:
    folder = make_gallery(tmp_path / "one", 1)
    assert search(folder, photos=PHOTOS[:1]).answer(Question(sketch)).entropy == 0


def test_a_large_gallery_asks_its_index(
    gallery_folder: Path, sketch: Sketch, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = search(gallery_folder)
    exact = live.answer(Question(sketch, level=2, count=1))
    monkeypatch.setattr(live_module, "ALL_PHOTOS_UP_TO", 3)
    one_at_a_time = dict(enumerate(live.photo_rows))  # no more can be read
    monkeypatch.setattr(live, "photo_rows", one_at_a_time)
    large = live.answer(Question(sketch, level=2, count=1))
    assert large.found == exact.found
    assert large.entropy == pytest.approx(exact.entropy, abs=1e-5)
