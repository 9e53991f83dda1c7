"""Datasets by name, and every one with pairs evaluated from the command line."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sketchapp import cli
from sketchapp.data.registry import ADAPTERS, LABELLED_ADAPTERS, load_dataset, load_labelled
from sketchapp.errors import DatasetError
from tests.made_datasets import (
    make_folder,
    make_forensic,
    make_outlined,
    make_qmul,
    make_quickdraw,
    make_rendered,
    make_shoev1,
    make_sketchy,
    make_tuberlin,
)
from tests.models.tiny import tiny_retriever

MADE: dict[str, tuple[Callable[[Path], Path], int, int]] = {  # photos and sketches of test
    "qmul": (make_qmul, 2, 4),
    "shoev1": (make_shoev1, 3, 9),
    "sketchy": (make_sketchy, 2, 4),
    "rendered": (make_rendered, 1, 1),
    "folder": (make_folder, 4, 4),
    "forensic": (make_forensic, 3, 3),
    "outlines": (make_outlined, 3, 3),
}


def test_every_adapter_has_a_made_dataset() -> None:
    assert MADE.keys() == ADAPTERS.keys()


@pytest.mark.parametrize("name", sorted(MADE))
def test_retrieval_is_evaluated_on_the_test_side(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make, n_photos, n_sketches = MADE[name]
    weights = tmp_path / "tiny.safetensors"
    tiny_retriever().save(weights, {})
    command = ["sketchapp", "evaluate", "retrieval", "--checkpoint", str(weights)]
    command += ["--dataset", f"{name}:{make(tmp_path / 'data')}", "--split", "test"]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert not end.value.code
    table = json.loads(capsys.readouterr().out)
    assert (table["n_photos"], table["n_sketches"]) == (n_photos, n_sketches)
    assert table["acc_at_10"] == 100


@pytest.mark.parametrize("name", sorted(LABELLED_ADAPTERS))
def test_sketches_without_photos_are_no_pairs(name: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=f"{name} has sketches and no photos.*qmul"):
        load_dataset(f"{name}:{tmp_path}")


def test_labelled_sketches_come_from_everywhere(tmp_path: Path) -> None:
    quickdraw = load_labelled(f"quickdraw:{make_quickdraw(tmp_path / 'q', {'cat': 3})}")
    tuberlin = load_labelled(f"tuberlin:{make_tuberlin(tmp_path / 't', {'cat': 2})}")
    chairs = load_labelled(f"qmul:{make_qmul(tmp_path / 'ChairV2')}", "test")
    shoes = load_labelled(f"shoev1:{make_shoev1(tmp_path / 'ShoeV1')}")
    found = [[sketch.category for sketch in data] for data in (quickdraw, tuberlin, chairs, shoes)]
    assert found == [["cat"] * 3, ["cat"] * 2, ["chair"] * 4, []]  # shoes are pictures


@pytest.mark.parametrize("spec", ["nothing:/tmp", "tuberlin", ":", ""])
def test_names_that_are_none_are_refused(spec: str) -> None:
    with pytest.raises(DatasetError, match=r"NAME:PATH with a NAME of: qmul.*quickdraw"):
        load_labelled(spec)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    for load in (load_labelled, load_dataset):
        with pytest.raises(DatasetError, match=r"folder '.*none' not found"):
            load(f"folder:{tmp_path / 'none'}")
    with pytest.raises(DatasetError, match="split 'valid' not found"):
        load_labelled(f"tuberlin:{tmp_path}", "valid")


def test_the_page_on_datasets_names_every_layout_and_its_split() -> None:
    page = (Path(__file__).parents[2] / "docs" / "datasets.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `")]
    told = {row[1].strip(" `:"): row[4].strip() for row in rows if row[1].endswith(":` ")}
    known = {**ADAPTERS, **LABELLED_ADAPTERS}
    assert told == {name: adapter.default_split for name, adapter in known.items()}
