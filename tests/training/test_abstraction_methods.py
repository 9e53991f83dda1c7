from pathlib import Path

import numpy as np
import pytest
import torch

from sketchapp.attribution import Similarity, attribute
from sketchapp.data.dataset import Dataset, Lines
from sketchapp.data.registry import load_dataset
from sketchapp.retrieval.drawings import read_drawings
from sketchapp.sketch.budget import most_salient, straightened
from sketchapp.training.abstraction_methods import (
    BUDGETS,
    METHODS,
    first_answer_salience,
    ranks_by_method,
)
from sketchapp.training.readings import Reading, Stage, read_part
from tests.made_datasets import make_qmul
from tests.models.tiny import TINY, TINY_MATRIX, tiny_retriever


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    dataset: Dataset = load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")
    return read_part(tiny_retriever(1, TINY_MATRIX), dataset, (10, 20, 30, 100))


def test_values_are_of_the_first_answer_at_the_rows_of_the_sketch(reading: Reading) -> None:
    sketches = [pair.sketch for pair in reading.dataset.pairs if pair.sketch]
    values = first_answer_salience(reading, sketches)
    whole = reading.stages[100]
    for at in (0, 2):  # of two levels
        count = int(reading.predicted_rows(whole)[at])
        best = int(reading.similarities(whole)[at].argmax())
        photo = torch.from_numpy(reading.photos[best, :count])
        score = Similarity(lambda x, n=count: reading.retriever.embed_sketch(x)[:, :n], photo)
        alone = attribute(sketches[at], score, "sla", TINY.style).values
        np.testing.assert_allclose(values[at], alone, rtol=1e-3, atol=1e-6)


def test_every_method_has_its_own_ranks(reading: Reading) -> None:
    ranks = ranks_by_method(reading)
    assert ranks.keys() == METHODS.keys() == {"prefix", "salience", "simplification"}
    sketches = [pair.sketch for pair in reading.dataset.pairs if pair.sketch]
    values = first_answer_salience(reading, sketches)
    cut = {
        "salience": [most_salient(s, v, 0.2) for s, v in zip(sketches, values, strict=True)],
        "simplification": [straightened(s, 0.2) for s in sketches],
    }
    for name, parts in cut.items():
        drawn = read_drawings(reading.retriever, [Lines.of(part) for part in parts])
        expected = reading.ranks(Stage(drawn, reading.whole.truth))
        assert ranks[name][20].tolist() == expected.tolist()
    assert ranks["prefix"][20].tolist() == reading.ranks(reading.stages[20]).tolist()
    for name in METHODS:
        assert tuple(ranks[name]) == BUDGETS
        assert ranks[name][100].tolist() == reading.ranks(reading.whole).tolist()


def test_prefixes_that_were_read_are_not_read_again(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    monkeypatch.setattr(
        "sketchapp.training.abstraction_methods.read_drawings",
        lambda retriever, lines: read.append(len(lines)) or read_drawings(retriever, lines),
    )
    ranks_by_method(reading)
    assert read == [16] * 6  # three budgets of two methods
