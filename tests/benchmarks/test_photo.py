from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.photo import STROKES, STROKES_EACH, run
from sketchapp.errors import SketchAppError
from tests.models.sketch_to_photo.made_networks import saved_photo_generator


@pytest.mark.browser
def test_the_real_page_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    weights = saved_photo_generator(tmp_path / "tiny.safetensors", ignored_under=1e9)
    monkeypatch.setenv("SKETCHAPP_PHOTO_GENERATOR", str(weights))
    bench = run(sketches=1)
    assert (bench.strokes_drawn, bench.strokes_on_canvas) == (STROKES_EACH, STROKES)
    assert 0 < bench.to_colours_ms.p50 < bench.to_photo_ms.p50 < bench.to_ignored_ms.p50
    assert bench.to_colours_alone_ms.p50 > 0 and bench.first_photo_ms > 0


def test_without_weights_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SKETCHAPP_PHOTO_GENERATOR", str(tmp_path / "none.safetensors"))
    with pytest.raises(SketchAppError, match="no weights at"):
        run(sketches=1)
