"""Several participants of a study at once on the real server, with tiny networks."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.study import run
from tests.made_datasets import make_gallery
from tests.models.tiny import tiny_retriever
from tests.models.tiny_classifiers import saved_classifier

pytestmark = pytest.mark.slow


def test_six_at_once_have_no_errors_and_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed, name in enumerate(("retriever", "softmax", "triplet")):
        tiny_retriever(seed).save(tmp_path / f"{name}.safetensors", {})
    monkeypatch.setenv("SKETCHAPP_GALLERY", str(make_gallery(tmp_path / "gallery")))
    monkeypatch.setenv("SKETCHAPP_CHECKPOINT", str(tmp_path / "retriever.safetensors"))
    weights = saved_classifier(tmp_path / "classifier.safetensors")
    monkeypatch.setenv("SKETCHAPP_CLASSIFIER", str(weights))
    figures = run(participants=6, trials=2, think_s=0.2)
    assert figures.acknowledged == 12
    assert (figures.errors, figures.lost, figures.doubled) == (0, 0, 0)
