from __future__ import annotations

import pytest

from sketchapp.errors import SketchError
from sketchapp.sketch.formats import READERS, format_of_file_name, read_sketch
from sketchapp.sketch.formats.quickdraw import sketch_to_quickdraw
from sketchapp.sketch.formats.sketch_json import sketch_to_json
from sketchapp.sketch.formats.svg import sketch_to_svg
from tests.degenerate import DEGENERATE, TOO_LONG

SKETCH = DEGENERATE["single stroke"]
TEXTS = {
    "a.json": sketch_to_json(SKETCH),
    "my.drawing.SVG": sketch_to_svg(SKETCH),
    "folder/shoe.ndjson": sketch_to_quickdraw(SKETCH, "shoe"),
}


@pytest.mark.parametrize("file_name", TEXTS)
@pytest.mark.parametrize("as_bytes", [False, True])
def test_reads_by_the_formats_name(file_name: str, as_bytes: bool) -> None:
    text = TEXTS[file_name]
    found = read_sketch(text.encode() if as_bytes else text, format_of_file_name(file_name))
    assert [len(stroke) for stroke in found.strokes] == [3]


def test_an_unknown_format_lists_the_known() -> None:
    with pytest.raises(
        SketchError, match="format 'gif' not found; there are: json, svg, quickdraw"
    ):
        read_sketch("", "gif")


@pytest.mark.parametrize("file_name", ["a.gif", "json", "", ".svg", "a.pkl"])
def test_an_unknown_ending_lists_the_known(file_name: str) -> None:
    with pytest.raises(SketchError, match=r"a sketch file ends in \.json, \.svg, \.ndjson"):
        format_of_file_name(file_name)


@pytest.mark.parametrize("format_name", READERS)
@pytest.mark.parametrize(
    "text", ["", "{}", "<a/>", b"\x00", TOO_LONG], ids=lambda text: repr(text[:5])
)
def test_every_reader_refuses_with_a_sentence(format_name: str, text: str | bytes) -> None:
    with pytest.raises(SketchError) as refusal:
        read_sketch(text, format_name)
    assert len(str(refusal.value)) > 20
