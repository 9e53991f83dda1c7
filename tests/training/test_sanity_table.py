import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch
from torch import nn

from sketchapp.attribution.pixel import plain_gradient
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError, SketchAppError
from sketchapp.sketch import RasterStyle
from sketchapp.training.classifier.drawings import drawing_mark
from sketchapp.training.sanity_table import (
    classifier_sanity,
    retriever_sanity,
    sanity_of_classifier,
)
from tests.attribution.toys import random_sketch
from tests.made_datasets import make_qmul
from tests.models.tiny import TINY_MATRIX
from tests.models.tiny_classifiers import left_or_right, saved_classifier
from tests.training.classifier.made_drawings import made_drawings
from tests.training.made_retrievers import made_folds

PIXELS = {"gradient": plain_gradient}


def test_a_retriever_is_checked_out_of_fold(tmp_path: Path) -> None:
    dataset = load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")
    folds = made_folds(tmp_path / "folds", dataset, 2, TINY_MATRIX)
    table = retriever_sanity(dataset, tmp_path / "none", folds.folder, 4, PIXELS)
    assert table["n_sketches"] == 4 and table["n_layers"] > 20 and len(table["shares"]) == 6
    psla = table["results"]["gradient"]["psla"]
    assert psla["randomised"][0]["n"] == 4 and abs(psla["randomised"][-1]["mean"]) < 0.9
    text = json.dumps(table, allow_nan=False)
    again = retriever_sanity(dataset, tmp_path / "none", folds.folder, 4, PIXELS)
    assert json.dumps(again) == text


def test_any_classifier_is_checked_by_its_own_guess() -> None:
    torch.manual_seed(0)
    classifier = nn.Sequential(nn.Conv2d(3, 4, 5, 4), nn.ReLU(), nn.Flatten(), nn.Linear(196, 5))
    rng = np.random.default_rng(0)
    sketches = [random_sketch(rng, 6) for _ in range(5)]
    table = classifier_sanity(classifier.eval(), RasterStyle(32), sketches, PIXELS)
    assert (table["n_sketches"], table["n_layers"], table["shares"]) == (5, 2, (0.5, 1.0))
    assert table["results"]["gradient"]["sla"]["leave_one_out"]["n"] == 5
    with pytest.raises(DatasetError, match="no sketches"):
        classifier_sanity(classifier, RasterStyle(32), [])


def test_a_classifier_is_checked_on_drawings_that_it_has_not_seen(tmp_path: Path) -> None:
    drawings = made_drawings(counts={"line": 3, "square": 2, "zigzag": 2})
    seen = [drawing_mark(drawing) for drawing in drawings if drawing.category == "line"][:2]
    weights = saved_classifier(tmp_path / "c.safetensors", trained_on=seen)
    table = sanity_of_classifier(weights, [drawings], 9, PIXELS)
    assert (table["n_sketches"], table["n_categories"]) == (3, 2)  # 1 line, 2 squares
    assert (table["skipped_category"], table["skipped_seen"]) == (2, 2)
    assert table["results"]["gradient"].keys() == {"sla", "psla"} and table["n_layers"] > 20
    assert sanity_of_classifier(weights, [drawings], 2, PIXELS)["n_sketches"] == 2


def test_what_has_no_weights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("somebodys")
    module.made = left_or_right  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "somebodys", module)
    drawings = made_drawings(counts={"left": 1, "right": 1})
    with pytest.raises(SketchAppError, match="somebodys:made is no torch module"):
        sanity_of_classifier("somebodys:made", [drawings], 2, PIXELS)
