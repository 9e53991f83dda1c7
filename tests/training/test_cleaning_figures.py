from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sketchapp.cleaning import CleaningRule, without_parts
from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import SketchAppError
from sketchapp.models.load import load_retriever
from sketchapp.training import cleaning_table
from sketchapp.training.cleaner import RULES, Cleaner
from sketchapp.training.cleaning_figures import CleaningRun, cleaning_figures, judges_and_others
from sketchapp.training.cleaning_table import KINDS, ranks_of_part
from sketchapp.training.evaluation import photo_marks
from tests.made_datasets import make_qmul, make_shoev1
from tests.models.tiny import TINY_MATRIX, tiny_retriever
from tests.training.made_retrievers import made_folds


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


@pytest.fixture
def cleaner(dataset: Dataset) -> Cleaner:
    return Cleaner(tiny_retriever(config=TINY_MATRIX).requires_grad_(False), dataset)


def test_the_table_out_of_fold_has_every_kind_and_the_other_model_first(
    tmp_path: Path, dataset: Dataset
) -> None:
    folds = made_folds(tmp_path / "folds", dataset, 2, TINY_MATRIX).folder
    table = cleaning_figures(dataset, CleaningRun(tmp_path / "none", folds, None))
    assert next(iter(table)) == "cleaned_other_model"
    for figures in (table, table["psla"]):
        for kind in KINDS:
            assert set(figures[kind]) == {"acc_at_1", "acc_at_5"}
            assert 0 <= figures[kind]["acc_at_1"] <= figures[kind]["acc_at_5"] <= 100
        assert 0 <= figures["removed_share"] < 100
        assert set(figures["synthetic"]) >= {"precision", "recall"}
    assert table["granularity"] == "sla" and table["n_sketches"] == 16
    assert table["seeds"] == [0, 1, 2]
    assert json.loads(json.dumps(table, allow_nan=False)) == table


def test_the_judge_is_never_the_one_that_cleans(tmp_path: Path, dataset: Dataset) -> None:
    folds = made_folds(tmp_path / "folds", dataset, 2, TINY_MATRIX)
    others = made_folds(tmp_path / "others", dataset, 2, TINY_MATRIX)
    plain = CleaningRun(tmp_path / "r.safetensors", folds.folder, None)
    names = [(a.name, b.name) for a, b, _ in judges_and_others(dataset, plain)]
    assert names == [
        ("fold-0.safetensors", "fold-1.safetensors"),
        ("fold-1.safetensors", "fold-0.safetensors"),
    ]
    same = CleaningRun(tmp_path / "r.safetensors", folds.folder, others.folder)
    for fold, (judge, other, part) in enumerate(judges_and_others(dataset, same)):
        assert (judge, other) == (folds.model_path(fold), others.model_path(fold))
        assert {photo.id for photo in part.photos} == set(folds.photo_ids[fold])
    file = CleaningRun(tmp_path / "r.safetensors", None, others.model_path(1))
    tiny_retriever(config=TINY_MATRIX).save(tmp_path / "r.safetensors", {})
    assert [other for _, other, _ in judges_and_others(dataset, file)] == [others.model_path(1)]


def test_it_says_how_many_photos_each_model_was_trained_on(
    tmp_path: Path, dataset: Dataset
) -> None:
    tiny_retriever(0, TINY_MATRIX).save(tmp_path / "judge.safetensors", {})
    marks = photo_marks([dataset])[:3]
    tiny_retriever(1, TINY_MATRIX).save(tmp_path / "other.safetensors", {"trained_on": marks})
    run = CleaningRun(
        tmp_path / "judge.safetensors", None, tmp_path / "other.safetensors", "sla", limit=4
    )
    table = cleaning_figures(dataset, run)
    assert table["photos_that_the_judge_was_trained_on"] == 0
    assert table["photos_that_the_other_was_trained_on"] == 3
    assert table["n_sketches"] == 4 and "psla" not in table


@pytest.mark.parametrize("granularity", ["sla", "psla"])
def test_cleaning_towards_a_photo_brings_it_closer(cleaner: Cleaner, granularity: str) -> None:
    rule = CleaningRule(granularity, delta=-0.4)  # type: ignore[arg-type]
    for query, pair in enumerate(cleaner.reading.dataset.pairs[:6]):
        assert pair.sketch is not None
        for photo in range(3):
            parts = cleaner.parts(pair.sketch, query, photo, rule)
            assert without_parts(pair.sketch, parts)
            some = cleaner.some_parts(pair.sketch, query, photo, rule, 1)
            assert len(some) <= 1


def test_ranks_of_unchanged_sketches_are_those_as_drawn(cleaner: Cleaner) -> None:
    found = ranks_of_part(cleaner, cleaner, "sla")
    drawn = cleaner.reading.ranks(cleaner.reading.whole)
    assert np.array_equal(found.ranks["drawn"][0], drawn)
    untouched = np.array(found.removed) == 0
    for kind in ("cleaned", "last"):
        assert np.array_equal(found.ranks[kind][0][untouched], drawn[untouched])
    assert len(found.ranks["random"]) == len(cleaning_table.SEEDS)
    queries = np.arange(len(drawn))
    again = cleaner.ranks([pair.sketch for pair in cleaner.reading.dataset.pairs], queries)  # type: ignore[misc]
    assert np.array_equal(again, drawn)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_gives_a_table(tmp_path: Path, dataset: Dataset, rule: str) -> None:
    folds = made_folds(tmp_path / "folds", dataset, 2, TINY_MATRIX).folder
    run = CleaningRun(tmp_path / "none", folds, None, "psla", rule, 4)
    table = cleaning_figures(dataset, run)
    assert (table["rule"], table["granularity"]) == (rule, "psla")


def test_pictures_unknown_rules_and_granularities_are_refused(
    tmp_path: Path, dataset: Dataset
) -> None:
    folds = made_folds(tmp_path / "folds", dataset, 2, TINY_MATRIX).folder
    none = tmp_path / "none"
    shoes = load_dataset(f"shoev1:{make_shoev1(tmp_path / 'ShoeV1')}")
    with pytest.raises(SketchAppError, match="no vector sketches"):
        cleaning_figures(shoes, CleaningRun(none, None, None))
    with pytest.raises(SketchAppError, match="there are: verified, literal"):
        cleaning_figures(dataset, CleaningRun(none, folds, None, rule="magic"))
    with pytest.raises(SketchAppError, match="there are: sla, psla"):
        cleaning_figures(dataset, CleaningRun(none, folds, None, "points"))
    retriever = load_retriever(folds / "fold-0.safetensors")
    with pytest.raises(SketchAppError, match="rule 'magic' not found"):
        Cleaner(retriever, dataset, "magic")
