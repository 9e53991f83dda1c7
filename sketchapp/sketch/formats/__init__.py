"""Formats in and out, one file each; and the registry of those that a person may upload."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from sketchapp.errors import SketchError
from sketchapp.sketch.formats.quickdraw import sketch_from_quickdraw_file
from sketchapp.sketch.formats.sketch_json import sketch_from_json
from sketchapp.sketch.formats.svg import sketch_from_svg
from sketchapp.sketch.stroke import Sketch

READERS: dict[str, Callable[[str | bytes], Sketch]] = {
    "json": sketch_from_json,
    "svg": sketch_from_svg,
    "quickdraw": sketch_from_quickdraw_file,
}

FORMAT_OF_SUFFIX = {".json": "json", ".svg": "svg", ".ndjson": "quickdraw"}


def read_sketch(data: str | bytes, format_name: str) -> Sketch:
    """The sketch in an uploaded text; SketchError for an unknown format or a bad text."""
    if format_name not in READERS:
        raise SketchError(f"format {format_name!r} not found; there are: {', '.join(READERS)}")
    return READERS[format_name](data)


def format_of_file_name(file_name: str) -> str:
    """The name of the format that a file's ending tells; SketchError where it tells none."""
    suffix = PurePath(file_name).suffix.lower()
    if suffix not in FORMAT_OF_SUFFIX:
        raise SketchError(
            f"the ending of {file_name!r} is not known; a sketch file ends in"
            f" {', '.join(FORMAT_OF_SUFFIX)}"
        )
    return FORMAT_OF_SUFFIX[suffix]
