"""Pictures of what sketches find: abstraction-aware retrieval, Figures 5 and 8 to 13."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from sketchapp.data.dataset import Dataset, Lines
from sketchapp.models.photos import PhotoStyle, read_photo
from sketchapp.retrieval.drawings import ink_of_lines
from sketchapp.sketch import RasterStyle
from sketchapp.training.readings import Reading, Stage, lines_at

GRID_SKETCHES = 12
SHOWN = 10  # photos a line
CELL_PX, GAP_PX, FRAME_PX = 112, 6, 4
STYLE = RasterStyle(CELL_PX, 1.5)
TRUE_PHOTO = "red"

Grids = Mapping[str, Image.Image]
"""Pictures by the ids of their sketches."""


def chosen_pairs(dataset: Dataset, rng: np.random.Generator) -> frozenset[str]:
    """The ids of GRID_SKETCHES sketches drawn at random."""
    drawn = rng.permutation(len(dataset.pairs))[:GRID_SKETCHES]
    return frozenset(dataset.pairs[at].id for at in drawn)


def grids_of(reading: Reading, chosen: Collection[str]) -> Grids:
    """A picture of each chosen sketch of this reading: a line for every stage it was read at.

    A line has the drawing, the rows that its level selects written on it, and the first SHOWN
    photos, the true one framed in red.
    """
    pairs = reading.dataset.pairs
    vector = np.cumsum([pair.is_vector for pair in pairs]) - 1  # position within the stages
    grids = {}
    for at, pair in enumerate(pairs):
        if pair.id not in chosen:
            continue
        stages = {
            percent: stage.only(slice(vector[at], vector[at] + 1))
            for percent, stage in sorted(reading.stages.items())
            if pair.is_vector
        }
        stages = stages or {100: reading.whole.only(slice(at, at + 1))}
        lines = [_line(reading, stage, lines_at(pair, p)) for p, stage in stages.items()]
        grids[pair.id] = _under_each_other(lines)
    return grids


def write_grids(grids: Grids, folder: Path) -> list[Path]:
    """Write a PNG for each; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{_file_name(pair_id)}.png" for pair_id in grids]
    for path, picture in zip(written, grids.values(), strict=True):
        picture.save(path)
    return written


def _line(reading: Reading, stage: Stage, drawing: Lines) -> Image.Image:
    """One drawing, its number of rows and its answers; the stage has this drawing alone."""
    count = int(reading.predicted_rows(stage)[0])
    best = np.argsort(-reading.similarities(stage)[0], kind="stable")[:SHOWN]
    cells = [_sketch_cell(drawing, count)]
    for at in best:
        cells.append(_photo_cell(reading.dataset.photos[at].path, bool(at == stage.truth[0])))
    return _side_by_side(cells)


def _sketch_cell(drawing: Lines, count: int) -> Image.Image:
    ink = ink_of_lines(drawing, STYLE)
    cell = Image.fromarray((255 * (1 - ink)).astype(np.uint8)).convert("RGB")
    ImageDraw.Draw(cell).text((3, 2), f"{count} rows" if count > 1 else "1 row", fill="blue")
    return cell


def _photo_cell(path: Path, is_true: bool) -> Image.Image:
    pixels = read_photo(path, PhotoStyle(CELL_PX - 2 * FRAME_PX))  # (3, H, W) in 0..1
    small = Image.fromarray((255 * pixels).round().byte().permute(1, 2, 0).numpy())
    return ImageOps.expand(small, FRAME_PX, TRUE_PHOTO if is_true else "white")


def _side_by_side(cells: Sequence[Image.Image]) -> Image.Image:
    line = Image.new("RGB", ((SHOWN + 1) * (CELL_PX + GAP_PX) - GAP_PX, CELL_PX), "white")
    for at, cell in enumerate(cells):
        line.paste(cell, (at * (CELL_PX + GAP_PX), 0))
    return line


def _under_each_other(lines: Sequence[Image.Image]) -> Image.Image:
    height = len(lines) * (CELL_PX + GAP_PX) - GAP_PX
    grid = Image.new("RGB", (lines[0].width, height), "white")
    for at, line in enumerate(lines):
        grid.paste(line, (0, at * (CELL_PX + GAP_PX)))
    return grid


def _file_name(pair_id: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in pair_id)
