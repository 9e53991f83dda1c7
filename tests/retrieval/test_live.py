from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from sketchapp.attribution import Similarity, attribute, order_agreement
from sketchapp.data.dataset import Lines
from sketchapp.errors import GalleryError
from sketchapp.models.retriever import SketchReading
from sketchapp.retrieval.drawings import embed_drawings
from sketchapp.retrieval.embeddings import embed_photo_files
from sketchapp.retrieval.gallery import load_gallery
from sketchapp.retrieval.index import FlatIndex
from sketchapp.retrieval.live import (
    MIN_STROKES_FOR_ORDER,
    MIN_STROKES_TO_JUDGE,
    Answer,
    Knowledge,
    LiveSearch,
    Question,
)
from sketchapp.sketch import Sketch
from tests.attribution.toys import random_sketch
from tests.degenerate import DEGENERATE
from tests.made_datasets import make_gallery
from tests.models.tiny import tiny_retriever

N_PHOTOS = 7


@pytest.fixture(scope="module")
def gallery_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_gallery(tmp_path_factory.mktemp("live") / "gallery", N_PHOTOS)


def live_search(folder: Path, knowledge: Knowledge | None = None) -> LiveSearch:
    retriever, gallery = tiny_retriever(), load_gallery(folder)
    rows = embed_photo_files(retriever, [photo.path for photo in gallery.photos])
    index = FlatIndex(retriever.rows, retriever.width)
    index.add(rows)
    return LiveSearch(retriever, gallery, rows, index, knowledge)


@pytest.fixture
def live(gallery_folder: Path) -> LiveSearch:
    return live_search(gallery_folder)


@pytest.fixture
def sketch() -> Sketch:
    return random_sketch(np.random.default_rng(1))


def similarity_to(live: LiveSearch, photo_id: str, answer: Answer) -> Similarity:
    """The score of a photo by the rows that the answer has selected."""
    assert answer.abstraction
    count = answer.abstraction.rows
    photo = live.gallery.photos[live.gallery.position(photo_id)]
    row = torch.from_numpy(embed_photo_files(live.retriever, [photo.path]))[0]  # (K, D)
    return Similarity(lambda images: live.retriever.embed_sketch(images)[:, :count], row[:count])


def ids(answer: Answer) -> list[str]:
    return [found.photo.id for found in answer.found]


def test_photos_come_best_first_with_their_similarity(live: LiveSearch, sketch: Sketch) -> None:
    answer = live.answer(Question(sketch))
    style = live.retriever.style
    expected = {
        photo.id: attribute(sketch, similarity_to(live, photo.id, answer), style=style).score
        for photo in live.gallery.photos
    }
    assert sorted(ids(answer)) == sorted(expected)
    for found in answer.found:
        assert found.similarity == pytest.approx(expected[found.photo.id], abs=1e-5)
    similarities = [found.similarity for found in answer.found]
    assert similarities == sorted(similarities, reverse=True)
    assert similarities[0] - similarities[-1] > 1e-4  # the order means something
    assert answer.explained == answer.found[0]


def test_as_many_photos_as_asked_for(live: LiveSearch, sketch: Sketch) -> None:
    everything = ids(live.answer(Question(sketch, count=100)))
    assert len(everything) == N_PHOTOS
    assert ids(live.answer(Question(sketch, count=3))) == everything[:3]
    with pytest.raises(GalleryError, match="count is 0"):
        Question(sketch, count=0)


@pytest.mark.parametrize("target", [None, "p0", "p3", "p6"])
def test_values_are_those_of_attribute(
    live: LiveSearch, sketch: Sketch, target: str | None
) -> None:
    answer = live.answer(Question(sketch, target=target))
    assert answer.explained and answer.strokes and answer.points
    explained = answer.explained.photo.id
    assert explained == (target or ids(answer)[0])
    for found in (answer.strokes, answer.points):
        score, style = similarity_to(live, explained, answer), live.retriever.style
        expected = attribute(sketch, score, found.method, style)
        scale = np.abs(expected.gradient).max()
        assert scale > 0
        assert np.allclose(found.gradient, expected.gradient, atol=1e-4 * scale)
        assert np.allclose(found.values, expected.values, atol=1e-3 * np.abs(expected.values).max())
        assert found.score == pytest.approx(expected.score, abs=1e-5)
        assert found.stroke_ids == sketch.ids
    assert (answer.strokes.method, answer.points.method) == ("sla", "psla")


def test_the_explained_photo_decides_the_values(live: LiveSearch, sketch: Sketch) -> None:
    first, second = (live.answer(Question(sketch, target=f"p{i}")).strokes for i in (0, 1))
    assert first and second
    scale = np.abs(first.gradient).max()
    assert not np.allclose(first.gradient, second.gradient, atol=0.01 * scale)


def test_a_picture_of_ones_own_is_explained_like_a_photo(live: LiveSearch, sketch: Sketch) -> None:
    for target in (None, "p0"):  # the picture goes before any photo
        own = live.answer(Question(sketch, target=target, picture=live.photo_rows[3]))
        known = live.answer(Question(sketch, target="p3"))
        assert own.explained is None and ids(own) == ids(known)
        assert own.strokes and own.points and known.strokes and known.points
        assert own.strokes.score == known.strokes.score
        np.testing.assert_array_equal(own.strokes.values, known.strokes.values)
        np.testing.assert_array_equal(own.points.values, known.points.values)


def test_the_network_runs_once_an_answer(
    live: LiveSearch, sketch: Sketch, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[int] = []
    run = live.retriever.read_sketch

    def count(images: torch.Tensor) -> SketchReading:
        batches.append(len(images))
        return run(images)

    monkeypatch.setattr(live.retriever, "read_sketch", count)
    monkeypatch.setattr(live.retriever, "embed_sketch", None)
    live.answer(Question(sketch, target="p2", category="shoe"))
    assert batches == [1]
    live.answer(Question(sketch, picture=live.photo_rows[2]))
    assert batches == [1, 1]


def test_a_category_limits_the_photos(live: LiveSearch, sketch: Sketch) -> None:
    everything = ids(live.answer(Question(sketch)))
    for category, parity in (("chair", 0), ("shoe", 1)):
        answer = live.answer(Question(sketch, category=category))
        assert ids(answer) == [i for i in everything if int(i[1:]) % 2 == parity]
        assert answer.explained == answer.found[0]


def test_a_target_is_explained_outside_the_photos_found(live: LiveSearch, sketch: Sketch) -> None:
    plain = {found.photo.id: found.similarity for found in live.answer(Question(sketch)).found}
    answer = live.answer(Question(sketch, target="p0", category="shoe", count=1))
    assert "p0" not in ids(answer)
    assert answer.explained and answer.explained.photo.id == "p0"
    assert answer.explained.similarity == pytest.approx(plain["p0"], abs=1e-5)


def test_unknown_names_are_refused(live: LiveSearch, sketch: Sketch) -> None:
    for given in (sketch, Sketch()):
        with pytest.raises(GalleryError, match="'p99' is not in the gallery"):
            live.answer(Question(given, target="p99"))
        with pytest.raises(GalleryError, match="'boat' not found"):
            live.answer(Question(given, category="boat"))


def test_an_empty_sketch_gets_an_empty_answer(
    live: LiveSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live.retriever, "read_sketch", None)  # it is not even asked
    answer = live.answer(Question(Sketch()))
    assert (answer.found, answer.explained, answer.strokes, answer.points) == ((), None, None, None)
    assert (answer.order_agreement, answer.abstraction, answer.entropy) == (None, None, 1)


@pytest.mark.parametrize("name", [name for name, made in sorted(DEGENERATE.items()) if made])
def test_every_degenerate_sketch_is_answered(live: LiveSearch, name: str) -> None:
    sketch = DEGENERATE[name]
    answer = live.answer(Question(sketch))
    assert answer.strokes and answer.points
    assert len(answer.found) == N_PHOTOS
    assert all(-1.001 <= found.similarity <= 1.001 for found in answer.found)
    assert answer.strokes.values.shape == (len(sketch),)
    assert answer.points.values.shape == (sketch.n_points,)
    assert answer.point_shades is not None
    assert answer.point_shades.shape == (sketch.n_points,)
    assert np.isfinite(answer.point_shades).all()
    for attribution in (answer.strokes, answer.points):
        assert np.isfinite(attribution.values).all()
        assert attribution.stroke_ids == sketch.ids


def test_several_people_get_answers_of_their_own(live: LiveSearch) -> None:
    rng = np.random.default_rng(3)
    questions = [
        Question(random_sketch(rng, n_strokes=n), target=f"p{n % N_PHOTOS}", count=n)
        for n in range(1, 13)
    ]
    alone = [live.answer(question) for question in questions]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(live.answer, questions * 2))
    for mine, expected in zip(together, alone * 2, strict=True):
        assert ids(mine) == ids(expected)
        assert mine.explained == expected.explained
        assert mine.strokes and expected.strokes
        assert mine.strokes.stroke_ids == expected.strokes.stroke_ids
        # other threads may sum in another order
        np.testing.assert_allclose(
            mine.strokes.gradient, expected.strokes.gradient, rtol=1e-3, atol=1e-7
        )


def test_the_familiar_level(gallery_folder: Path) -> None:
    sketch = random_sketch(np.random.default_rng(5), MIN_STROKES_TO_JUDGE)
    assert live_search(gallery_folder).answer(Question(sketch)).familiar
    rows = embed_drawings(tiny_retriever(), [Lines.of(sketch)])[0]
    along = torch.from_numpy(rows.reshape(-1)) / len(rows) ** 0.5
    place = float(along @ along)
    for level, familiar in ((place - 1e-3, True), (place + 1e-3, False)):
        live = live_search(gallery_folder, Knowledge(along, level))
        assert live.answer(Question(sketch)).familiar is familiar
        few = sketch.keep(sketch.ids[: MIN_STROKES_TO_JUDGE - 1])
        assert live.answer(Question(few)).familiar


def test_order_agreement_needs_enough_strokes(live: LiveSearch) -> None:
    rng = np.random.default_rng(3)
    few = live.answer(Question(random_sketch(rng, MIN_STROKES_FOR_ORDER - 1)))
    enough = live.answer(Question(random_sketch(rng, MIN_STROKES_FOR_ORDER)))
    assert few.order_agreement is None
    assert enough.strokes and enough.order_agreement == order_agreement(enough.strokes)
    assert enough.order_agreement is not None


def test_stages_are_timed(live: LiveSearch, sketch: Sketch) -> None:
    times = live.answer(Question(sketch)).times
    for stage in (times.raster_ms, times.encode_ms, times.search_ms, times.attribute_ms):
        assert 0 < stage < 10_000
