from __future__ import annotations

import threading
import time

import numpy as np
import pytest
import torch

from sketchapp.attribution.score import images_of_ink
from sketchapp.cleaning import CleaningRule, without_parts
from sketchapp.cleaning.live import CleaningQuestion, LiveCleaning, Target, clean_live
from sketchapp.errors import GalleryError, SketchError
from sketchapp.retrieval.live import LiveSearch, Question
from sketchapp.sketch import Sketch, rasterise
from tests.attribution.toys import random_sketch

ALL_TRIED = CleaningRule(delta=-0.5)


def rows_of(live: LiveSearch, sketch: Sketch) -> torch.Tensor:
    with torch.no_grad():
        ink = rasterise(sketch, live.retriever.style).ink
        return live.retriever.embed_sketch(images_of_ink(ink))[0]


def flagged(live: LiveSearch, seed: int = 0) -> tuple[Sketch, LiveCleaning]:
    """A sketch with something to remove."""
    rng = np.random.default_rng(seed)
    for _ in range(20):
        sketch = random_sketch(rng, 7)
        target = Target.of_gallery(live, live.gallery.photos[3].id)
        found = clean_live(live, CleaningQuestion(sketch, target, ALL_TRIED, level=2))
        if found.cleaning.flags:
            return sketch, found
    raise AssertionError("nothing was ever flagged")


def test_similarity_and_rank_are_those_of_a_search(live: LiveSearch) -> None:
    sketch, found = flagged(live)
    photo = live.gallery.photos[3].id
    left = without_parts(sketch, found.cleaning.parts)
    for drawn, standing in ((sketch, found.now), (left, found.after)):
        answer = live.answer(Question(drawn, photo, count=6, level=2))
        assert answer.explained is not None
        assert standing.similarity == pytest.approx(answer.explained.similarity, abs=1e-6)
        ids = [one.photo.id for one in answer.found]
        assert standing.rank == ids.index(photo) + 1
    assert found.before == found.now and found.n_photos == 6
    assert found.after.similarity >= found.now.similarity


def test_no_flag_lowers_the_similarity_that_a_search_shows(live: LiveSearch) -> None:
    sketch, found = flagged(live, 1)
    photo = live.gallery.photos[3].id
    for flag in found.cleaning.flags:
        alone = live.answer(Question(without_parts(sketch, [flag.part]), photo, level=2))
        assert alone.explained is not None
        assert alone.explained.similarity > found.now.similarity


def test_before_is_the_sketch_as_it_was_begun(live: LiveSearch) -> None:
    sketch, found = flagged(live)
    left = without_parts(sketch, found.cleaning.parts)
    target = Target.of_gallery(live, live.gallery.photos[3].id)
    again = clean_live(live, CleaningQuestion(left, target, begun=sketch, level=2))
    assert again.before.similarity == pytest.approx(found.before.similarity, abs=1e-6)
    assert again.now.similarity == pytest.approx(found.after.similarity, abs=1e-6)


def test_a_picture_from_elsewhere_is_ranked_among_the_photos(live: LiveSearch) -> None:
    sketch = random_sketch(np.random.default_rng(2))
    same = clean_live(live, CleaningQuestion(sketch, Target(rows_of(live, sketch)), level=2))
    assert same.now.rank == 1 and same.n_photos == 7
    assert same.now.similarity == pytest.approx(1, abs=1e-5)
    far = clean_live(live, CleaningQuestion(sketch, Target(-rows_of(live, sketch)), level=2))
    assert far.now.rank == 7


def test_the_level_chosen_by_hand_counts(live: LiveSearch) -> None:
    sketch, target = random_sketch(np.random.default_rng(2)), Target(live.photo_rows[0])
    each = [clean_live(live, CleaningQuestion(sketch, target, level=n)).now for n in range(3)]
    assert len({standing.similarity for standing in each}) == 3
    with pytest.raises(GalleryError, match="level is 7"):
        clean_live(live, CleaningQuestion(sketch, target, level=7))


def test_nothing_drawn_and_no_such_photo_are_refused(live: LiveSearch) -> None:
    with pytest.raises(SketchError, match="no strokes"):
        clean_live(live, CleaningQuestion(Sketch(), Target(live.photo_rows[0])))
    with pytest.raises(GalleryError, match="not in the gallery"):
        Target.of_gallery(live, "nowhere")


def test_cleaning_waits_for_its_turn_and_lets_others_have_theirs(live: LiveSearch) -> None:
    target = Target(live.photo_rows[0])
    question = CleaningQuestion(random_sketch(np.random.default_rng(3), 12), target, ALL_TRIED)
    cleaning = threading.Thread(target=clean_live, args=[live, question])
    with live.turn:
        cleaning.start()
        time.sleep(0.3)
        assert cleaning.is_alive()  # does not encode while someone else does
    cleaning.join(timeout=60)
    assert not cleaning.is_alive() and not live.turn.locked()  # type: ignore[attr-defined]
