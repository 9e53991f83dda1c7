import numpy as np
import pytest
import torch

from sketchapp.attribution import images_of_ink
from sketchapp.data.dataset import Lines
from sketchapp.retrieval import drawings
from sketchapp.retrieval.drawings import embed_drawings, ink_of_lines, selected_cosines
from sketchapp.sketch import rasterise
from tests.attribution.toys import random_sketch
from tests.degenerate import DEGENERATE
from tests.models.tiny import TINY, tiny_retriever


@pytest.mark.parametrize("name", sorted(DEGENERATE))
def test_a_drawing_is_drawn_as_its_sketch_is(name: str) -> None:
    sketch = DEGENERATE[name]
    ink = ink_of_lines(Lines.of(sketch), TINY.style)
    assert np.allclose(ink, rasterise(sketch, TINY.style).ink, atol=1e-9)
    assert np.isfinite(ink).all() and (ink.max() > 0.1) == bool(sketch)


def test_drawings_keep_their_order_over_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    rng, retriever = np.random.default_rng(0), tiny_retriever()
    sketches = [random_sketch(rng) for _ in range(5)]
    with torch.inference_mode():
        one_by_one = np.concatenate(
            [
                retriever.embed_sketch(images_of_ink(rasterise(sketch, TINY.style).ink)).numpy()
                for sketch in sketches
            ]
        )
    for size in (1, 2, 64):
        monkeypatch.setattr(drawings, "BATCH", size)
        rows = embed_drawings(retriever, [Lines.of(sketch) for sketch in sketches])
        assert rows.shape == (5, 1, 8) and rows.dtype == np.float32
        assert np.allclose(rows, one_by_one, atol=1e-5)
    assert not np.allclose(one_by_one[0], one_by_one[1], atol=1e-4)
    assert embed_drawings(retriever, []).shape == (0, 1, 8)


def test_similarity_is_the_mean_cosine_of_the_selected_rows() -> None:
    rng = np.random.default_rng(0)
    sketches, photos = (rng.standard_normal((n, 3, 4)).astype(np.float32) for n in (3, 5))
    counts = np.array([1, 3, 2])
    expected = [
        [np.mean([s[k] @ p[k] for k in range(count)]) for p in photos]
        for s, count in zip(sketches, counts, strict=True)
    ]
    assert np.allclose(selected_cosines(sketches, photos, counts), expected, atol=1e-5)
