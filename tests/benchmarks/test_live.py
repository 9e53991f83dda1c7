from __future__ import annotations

import numpy as np
import pytest

from benchmarks.figures import Stages
from benchmarks.live import FEWEST, MOST, STROKES_EACH, begun_sketches, run, stages_of


def test_an_entry_of_the_page_is_divided_into_stages():
    on_server = {"raster_ms": 2.0, "encode_ms": 16.0, "search_ms": 1.0, "attribute_ms": 24.0}
    entry = {"penUp": 1000.0, "sent": 1004.0, "arrived": 1060.0, "painted": 1065.0}
    stages = stages_of(entry | {"stages": on_server})
    assert stages == Stages(
        transport=17.0, raster=2.0, encode=16.0, search=1.0, attribute=24.0, paint=5.0
    )
    assert stages.total == 65.0


def test_answers_are_for_sketches_of_all_sizes():
    sizes = [len(sketch) for sketch in begun_sketches(np.random.default_rng(0), 10)]
    assert sizes == sorted(sizes)
    assert (sizes[0] - STROKES_EACH + 1, sizes[-1]) == (FEWEST, MOST)


@pytest.mark.browser
def test_the_real_page_is_measured():
    bench = run(sketches=1)
    assert bench.strokes_drawn == STROKES_EACH
    assert 0 < bench.pen_up_to_colour_ms.p50 <= bench.pen_up_to_colour_ms.p95
    assert bench.shares_percent.total == pytest.approx(100)
    assert bench.shares_percent.encode > 0 < bench.shares_percent.transport
