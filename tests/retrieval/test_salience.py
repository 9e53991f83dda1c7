import numpy as np
import pytest
import torch

from sketchapp.attribution import Similarity, attribute
from sketchapp.retrieval import salience
from sketchapp.retrieval.salience import stroke_salience
from sketchapp.sketch import Sketch
from tests.attribution.toys import random_sketch
from tests.models.tiny import TINY, TINY_MATRIX, tiny_retriever


@pytest.mark.parametrize("batch", [1, 2, 8])
def test_values_are_those_of_every_sketch_alone(
    monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(salience, "BATCH", batch)
    rng, retriever = np.random.default_rng(0), tiny_retriever(config=TINY_MATRIX)
    sketches = [random_sketch(rng) for _ in range(5)]
    targets = torch.nn.functional.normalize(torch.randn(5, 3, 8), dim=2)
    counts = np.array([1, 2, 3, 1, 2])
    with torch.no_grad():  # whoever calls it may have switched gradients off
        found = stroke_salience(retriever, sketches, targets.numpy(), counts)
    for values, sketch, target, count in zip(found, sketches, targets, counts, strict=True):
        score = Similarity(lambda x, n=count: retriever.embed_sketch(x)[:, :n], target[:count])
        alone = attribute(sketch, score, "sla", TINY.style).values
        assert values.shape == (len(sketch),) and np.abs(alone).max() > 0
        np.testing.assert_allclose(values, alone, rtol=1e-3, atol=1e-6)


def test_no_sketches_and_empty_sketches() -> None:
    targets = np.ones((1, 3, 8), np.float32)
    assert (
        stroke_salience(tiny_retriever(config=TINY_MATRIX), [], targets[:0], np.zeros(0, np.int64))
        == []
    )
    (values,) = stroke_salience(
        tiny_retriever(config=TINY_MATRIX), [Sketch(())], targets, np.array([1])
    )
    assert values.shape == (0,)
