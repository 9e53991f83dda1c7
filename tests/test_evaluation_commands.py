"""The commands that measure retrieval, on tiny weights that nobody trained."""

import csv
import errno
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sketchapp import cli
from sketchapp.attribution import PIXEL_ATTRIBUTIONS
from sketchapp.data.registry import load_dataset
from sketchapp.models.checkpoint import file_hash, read_config
from sketchapp.retrieval.trust import read_trust
from sketchapp.training import retrieval_figures
from tests.made_datasets import make_forensic, make_qmul, make_quickdraw, make_shoev1
from tests.models.tiny import TINY_MATRIX, tiny_retriever
from tests.models.tiny_classifiers import saved_classifier
from tests.training.made_retrievers import made_folds

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`python -m sketchapp ...` in this process: status, output, errors."""

    def command(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["sketchapp", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main()
        shown = capsys.readouterr()
        return int(end.value.code or 0), shown.out, shown.err

    return command


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with a dataset, folds with models, and weights."""
    data = load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")
    made_folds(tmp_path / "folds", data, 2, TINY_MATRIX)
    tiny_retriever(config=TINY_MATRIX).save(tmp_path / "r.safetensors", {"familiar_from": 0.1})
    return tmp_path


def test_retrieval_with_pictures_of_answers(run: Run, work: Path) -> None:
    options = ["--dataset", f"qmul:{work / 'ChairV2'}", "--checkpoint", work / "r.safetensors"]
    status, out, _ = run(
        *("evaluate", "retrieval", *options, "--split", "test"),
        *("--json", work / "f.json", "--grid", work / "grid"),
    )
    table = json.loads((work / "f.json").read_text(encoding="utf-8"))
    assert status == 0 and json.loads(out) == table
    assert table["n_sketches"] == 4 and table["by_rows"].keys() == {"1", "2", "3", "random"}
    assert len(list((work / "grid").glob("*.png"))) == 4


def test_the_grid_option_says_that_pictures_stay_here(run: Run) -> None:
    _, out, _ = run("evaluate", "retrieval", "--help")
    words = " ".join(out.replace("│", " ").split())
    assert "not to be redistributed" in words


def test_early_with_plots(run: Run, work: Path) -> None:
    options = ["--dataset", f"qmul:{work / 'ChairV2'}", "--folds", work / "folds"]
    status, out, _ = run(
        *("evaluate", "early", *options, "--limit", 8),
        *("--json", work / "e.json", "--plots", work / "plots"),
    )
    table = json.loads(out)
    assert status == 0 and table == json.loads((work / "e.json").read_text(encoding="utf-8"))
    assert table["n_sketches"] == 8 and 0 < table["m_at_b"] < 100 and 0 < table["m_at_a"] < 100
    assert len(list((work / "plots").glob("*.png"))) == 4
    with (work / "plots" / "early.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["entropy"]) for row in rows] == list(table["entropy_by_percent"].values())


def test_early_refuses_pictures_in_one_sentence(run: Run, work: Path) -> None:
    shoes = f"shoev1:{make_shoev1(work / 'ShoeV1')}"
    options = ["--dataset", shoes, "--checkpoint", work / "r.safetensors"]
    status, out, err = run("evaluate", "early", *options)
    assert (status, out) == (2, "") and "error: dataset" in err and "no vector sketches" in err


def test_forensic(run: Run, work: Path) -> None:
    options = ["--checkpoint", work / "r.safetensors", "--json", work / "v.json"]
    faces = f"forensic:{make_forensic(work / 'CUFS')}"
    status, out, _ = run("evaluate", "forensic", "--dataset", faces, *options)
    table = json.loads(out)
    assert status == 0 and table == json.loads((work / "v.json").read_text(encoding="utf-8"))
    assert table["n_impostor_pairs"] == 6 and 0 <= table["vr_at_far_1"] <= 100
    one = f"forensic:{make_forensic(work / 'one', 1)}"
    status, out, err = run("evaluate", "forensic", "--dataset", one, *options)
    assert (status, out) == (2, "") and "give at least two photos" in err


def test_cleaning(run: Run, work: Path) -> None:
    options = ["--dataset", f"qmul:{work / 'ChairV2'}", "--folds", work / "folds", "--limit", 4]
    status, out, _ = run("evaluate", "cleaning", *options, "--json", work / "c.json")
    table = json.loads(out)
    assert status == 0 and table == json.loads((work / "c.json").read_text(encoding="utf-8"))
    assert next(iter(table)) == "cleaned_other_model" and table["n_sketches"] == 4
    status, _, err = run("evaluate", "cleaning", *options, "--granularity", "points")
    assert status == 2 and "granularity 'points' not found" in err


def test_efficiency(run: Run, work: Path) -> None:
    options = ["--checkpoint", work / "r.safetensors", "--photos", 20, "--json", work / "x.json"]
    status, out, _ = run("evaluate", "efficiency", *options)
    assert status == 0 and json.loads(out)["n_photos"] == 20 and (work / "x.json").is_file()


def test_figures_are_printed_before_a_file_fails(
    run: Run, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, "write_text", full)
    options = ["--checkpoint", work / "r.safetensors", "--photos", 20, "--json", work / "x.json"]
    status, out, err = run("evaluate", "efficiency", *options)
    assert status == 2 and json.loads(out)["n_photos"] == 20
    assert err.strip() == f"error: {work / 'x.json'}: No space left on device"


@pytest.mark.parametrize(("verb", "option"), [("retrieval", "--grid"), ("early", "--plots")])
def test_figures_are_printed_before_pictures_fail(
    run: Run, work: Path, monkeypatch: pytest.MonkeyPatch, verb: str, option: str
) -> None:
    make = Path.mkdir

    def full(path: Path, *given: Any, **named: Any) -> None:
        if path == work / "new":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        make(path, *given, **named)

    options = ["--dataset", f"qmul:{work / 'ChairV2'}", "--folds", work / "folds"]
    monkeypatch.setattr(Path, "mkdir", full)
    status, out, err = run("evaluate", verb, *options, option, work / "new")
    assert status == 2 and json.loads(out)["n_sketches"] == 16
    assert err.splitlines()[-1] == f"error: {work / 'new'}: No space left on device"


def test_certainty_is_written_and_then_used(run: Run, work: Path) -> None:
    data, weights = f"qmul:{work / 'ChairV2'}", work / "r.safetensors"
    options = ["--dataset", data, "--folds", work / "folds", "--checkpoint", weights]
    status, out, _ = run("train", "certainty", *options)
    assert status == 0
    header = read_config(weights)
    assert header["temperature"] == json.loads(out)["temperature"]
    assert header["familiar_from"] == 0.1
    _, out, _ = run("evaluate", "early", "--dataset", data, "--checkpoint", weights, "--limit", 2)
    assert json.loads(out)["temperature_from"] == "weights"
    assert json.loads(out)["temperature"] == [header["temperature"]]


def test_reliability_time_and_trust(run: Run, work: Path) -> None:
    data, weights = f"qmul:{work / 'ChairV2'}", work / "r.safetensors"
    options = ["--dataset", data, "--folds", work / "folds", "--checkpoint", weights]
    status, out, _ = run(
        *("evaluate", "reliability", *options, "--limit", 12),
        *("--photos", f"qmul:{work / 'ChairV2'}", "--json", work / "rel.json"),
    )
    table = json.loads(out)
    assert status == 0 and table == json.loads((work / "rel.json").read_text(encoding="utf-8"))
    assert table["fine_grained"]["n"] == 12 and table["category"]["chairv2"]["n"] == 12
    status, out, _ = run("evaluate", "time", *options, "--limit", 4)
    assert status == 0 and json.loads(out)["n_left_out"] <= 4
    before = file_hash(weights)
    status, out, _ = run("train", "trust", *options)
    assert status == 0 and file_hash(weights) == before
    trust = read_trust(weights, before)
    assert trust is not None and trust.signal == json.loads(out)["signal"]


def test_sanity_of_attribution(run: Run, work: Path) -> None:
    data, weights = f"qmul:{work / 'ChairV2'}", work / "r.safetensors"
    options = ["--dataset", data, "--checkpoint", weights, "--limit", 1]
    status, out, _ = run("evaluate", "attribution", "--sanity", *options)
    table = json.loads(out)
    assert status == 0 and table["results"].keys() == set(PIXEL_ATTRIBUTIONS)


def test_sanity_of_a_classifier(run: Run, tmp_path: Path) -> None:
    doodles = make_quickdraw(tmp_path / "quickdraw", {"circle": 2, "boat": 2})
    weights = saved_classifier(tmp_path / "c.safetensors")
    status, out, _ = run(
        *("evaluate", "sanity", "--dataset", f"quickdraw:{doodles}", "--classifier", weights),
        *("--limit", 1, "--json", tmp_path / "s.json"),
    )
    table = json.loads(out)
    assert status == 0 and table == json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert table["n_sketches"] == 1 and table["skipped_category"] == 2
    assert table["results"].keys() == set(PIXEL_ATTRIBUTIONS)


@pytest.mark.parametrize("verb", ["certainty", "familiarity", "trust"])
def test_weights_to_be_fitted_are_looked_at_before_any_data(
    run: Run, work: Path, verb: str
) -> None:
    options = ["--dataset", "qmul:nowhere", "--folds", work / "folds"]
    options += ["--doodles", work / "none"] if verb == "familiarity" else []
    classifier = saved_classifier(work / "c.safetensors")
    for weights, sentence in (("none.safetensors", "is no file"), (classifier, "no retriever")):
        status, out, err = run("train", verb, *options, "--checkpoint", work / weights)
        assert (
            (status, out) == (2, "") and err.startswith("error: --checkpoint") and sentence in err
        )


def test_a_photo_generator_that_is_not_there_is_refused_before_the_search(
    run: Run, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrieval_figures, "retrieval_figures", None)
    options = ["--dataset", f"qmul:{work / 'ChairV2'}", "--checkpoint", work / "r.safetensors"]
    for name, sentence in (("none.safetensors", "no weights at"), ("r.safetensors", "no photos")):
        status, out, err = run("evaluate", "retrieval", *options, "--photo-generator", work / name)
        assert (status, out) == (2, "") and sentence in err


def test_certainty_without_folds_of_this_dataset_is_refused(run: Run, work: Path) -> None:
    shoes = f"shoev1:{make_shoev1(work / 'ShoeV1')}"
    options = ["--folds", work / "folds", "--checkpoint", work / "r.safetensors"]
    status, _, err = run("train", "certainty", "--dataset", shoes, *options)
    assert status == 2 and "no vector sketches" in err
    assert "temperature" not in read_config(work / "r.safetensors")
