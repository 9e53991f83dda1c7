from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from sketchapp.attribution import Similarity, attribute, order_agreement
from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.models.retriever import MatrixRetriever
from sketchapp.retrieval.trust import Signals
from sketchapp.sketch import Sketch
from sketchapp.training.readings import Reading, read_part
from sketchapp.training.reliability.agreement import VIEWS, agreement_of_views
from sketchapp.training.reliability.judged import ALL_SIGNALS, correlations, judge, search
from tests.attribution.toys import random_sketch
from tests.made_datasets import make_qmul
from tests.models.tiny import TINY_MATRIX, tiny_retriever


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    dataset = load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")
    rng = np.random.default_rng(0)
    pairs = tuple(type(p)(p.id, p.photo_id, p.lines, random_sketch(rng, 4)) for p in dataset.pairs)
    drawn = Dataset(dataset.name, dataset.photos, pairs)
    return read_part(tiny_retriever(config=TINY_MATRIX), drawn, (60, 100))


def test_every_drawing_is_judged_at_every_stage(reading: Reading) -> None:
    found = judge(reading, 0.05, np.random.default_rng(0))
    n = len(reading.whole)
    assert found.percents.tolist() == [60] * n + [100] * n
    assert found.signals.keys() == set(ALL_SIGNALS)
    whole = found.only(found.percents == 100)
    np.testing.assert_array_equal(whole.ranks, reading.ranks(reading.stages[100]))
    ids = [pair.photo_id for pair in reading.dataset.pairs]
    assert whole.photo_ids.tolist() == ids
    similar = reading.similarities(reading.stages[100])
    first = Signals.of(similar[0], 0.05)
    assert whole.signals["margin"][0] == pytest.approx(first.margin)
    assert (whole.signals["strokes"] == 4).all()
    assert (found.signals["strokes"][:n] < 4).any()


def test_corr_explains_the_first_photo(reading: Reading) -> None:
    retriever = reading.retriever
    assert isinstance(retriever, MatrixRetriever)
    found = search(retriever, reading.whole.drawn, reading.photos)
    sketches = [p.sketch for p in reading.dataset.pairs if p.sketch]
    corr = correlations(retriever, sketches, reading.photos, found)
    for at, sketch in enumerate(sketches[:4]):
        count = found.counts[at]
        target = torch.from_numpy(reading.photos[found.first[at], :count])
        score = Similarity(lambda x, n=count: retriever.embed_sketch(x)[:, :n], target)
        for method in ("sla", "psla"):
            expected = order_agreement(attribute(sketch, score, method, retriever.style))
            assert expected is not None
            assert corr[f"corr_{method}"][at] == pytest.approx(expected, abs=0.21)  # float32 ties


def test_two_strokes_have_no_corr(reading: Reading) -> None:
    few = [random_sketch(np.random.default_rng(1), 2)]
    found = search(reading.retriever, reading.whole.drawn, reading.photos)
    one = replace(found, similarities=found.similarities[:1], counts=found.counts[:1])
    corr = correlations(reading.retriever, few, reading.photos, one)
    assert all(np.isnan(values).all() for values in corr.values())


def test_views_agree_where_one_photo_is_all_there_is(reading: Reading) -> None:
    rng = np.random.default_rng(0)
    sketches = [random_sketch(rng) for _ in range(3)]
    counts = np.array([1, 2, 3])
    alone = agreement_of_views(reading.retriever, sketches, reading.photos[:1], counts, rng)
    assert alone.tolist() == [1, 1, 1]
    some = agreement_of_views(reading.retriever, sketches, reading.photos, counts, rng)
    pairs = VIEWS * (VIEWS - 1)
    assert all(abs(share * pairs - round(share * pairs)) < 1e-9 for share in some)
    empty = agreement_of_views(reading.retriever, [Sketch()], reading.photos, counts[:1], rng)
    assert empty.tolist() == [1]
