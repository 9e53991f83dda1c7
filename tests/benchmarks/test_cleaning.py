from __future__ import annotations

import pytest

from benchmarks.cleaning import STROKES, STROKES_EACH, run


@pytest.mark.browser
def test_the_real_page_is_measured():
    bench = run(sketches=1)
    assert (bench.strokes_drawn, bench.strokes_on_canvas) == (STROKES_EACH, STROKES)
    for flags in (bench.to_flags_ms, bench.to_flags_of_parts_ms):
        assert 0 < bench.to_colours_ms.p50 < flags.p50 <= flags.p95
    assert bench.to_colours_alone_ms.p50 > 0
