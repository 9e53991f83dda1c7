from __future__ import annotations

import json
from pathlib import Path

import pytest

from sketchapp.errors import DatasetError
from sketchapp.synth.simulator.datasets import (
    ONLY_SEEN_IN_STROKES,
    fit_datasets,
    record_of,
    table_of,
)
from sketchapp.synth.simulator.fit import FitBudget
from sketchapp.synth.simulator.search import SearchBudget
from tests import made_datasets

TINY = FitBudget(SearchBudget(generations=1, points=2), things=2, drawings_per_thing=2)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fit")
    made_datasets.make_qmul(folder / "chairs")
    made_datasets.make_rendered(folder / "rendered")
    return folder


def test_fits_each_category_and_reports_it(folders: Path) -> None:
    reports = fit_datasets([f"qmul:{folders / 'chairs'}"], f"rendered:{folders / 'rendered'}", TINY)
    assert list(reports) == ["chair"]
    record = json.loads(json.dumps(record_of(reports)))
    assert set(record["chair"]["habits"]) >= ONLY_SEEN_IN_STROKES
    table = table_of(reports)
    assert "before" in table
    assert all(name in table for name in ("curvature", "ink"))


def test_needs_something_to_fit_to(folders: Path) -> None:
    with pytest.raises(DatasetError, match="no dataset with photos"):
        fit_datasets([], f"rendered:{folders / 'rendered'}", TINY)


def test_needs_clean_drawings_of_the_category(folders: Path) -> None:
    with pytest.raises(DatasetError, match="no clean drawings of the category 'chair'"):
        fit_datasets([f"qmul:{folders / 'chairs'}"], f"qmul:{folders / 'chairs'}", TINY)
