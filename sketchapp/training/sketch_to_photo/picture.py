"""A picture of sketches, their photos, the influence of strokes, and photos that listened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor
from torch.nn import functional

from sketchapp.data.dataset import Dataset
from sketchapp.generation.drawn import DrawnSketch
from sketchapp.generation.ignored import IgnoredRule, ignored_ids, read_rule
from sketchapp.generation.influence import influence_of
from sketchapp.generation.listen import emphasise_ignored
from sketchapp.generation.refine import refine_photo
from sketchapp.models.sketch_to_photo.groups import GROUPS
from sketchapp.models.sketch_to_photo.photo_generator import CodedGenerator, load_photo_generator
from sketchapp.sketch import Sketch
from sketchapp.training.generator.grid import tile, write_picture
from sketchapp.training.parts import vector_part
from sketchapp.training.sketch_to_photo.strokes import made_kinds

CELL_PX = 128
SEEDS = (0, 1, 2)
METHOD = "psla"  # where no rule is kept
PALE, DEEP = np.array([222, 226, 230]), np.array([8, 48, 107])  # little and much influence
IGNORED = (214, 39, 40)


@dataclass(frozen=True)
class PictureJob:
    """Which sketches, spread over a dataset, are shown with which generator, and where."""

    checkpoint: Path
    dataset: Dataset
    out: Path
    count: int = 8


def write_photo_picture(job: PictureJob) -> Path:
    """A column for each sketch; see `column_of`. Only vector sketches of what is made."""
    generator = load_photo_generator(job.checkpoint)
    rule = read_rule(job.checkpoint, generator.id)
    pairs = vector_part(made_kinds(job.dataset, generator)).pairs
    count = min(job.count, len(pairs))
    chosen = [pairs[number * len(pairs) // count].sketch or Sketch() for number in range(count)]
    columns = [torch.stack(column_of(sketch, generator, rule)) for sketch in chosen]
    cells = torch.stack(columns, 1).flatten(0, 1)  # line by line
    write_picture(job.out, tile(cells, count))
    return job.out


def column_of(sketch: Sketch, generator: CodedGenerator, rule: IgnoredRule | None) -> list[Tensor]:
    """Cells (3, CELL_PX, CELL_PX) from top to bottom.

    The sketch with ignored strokes in red; its strokes by influence per ink on coarse, mid and
    fine, deeper for more; photos of SEEDS; the first of them after strokes were emphasised, and
    after its code was refined. The last two are as before where no rule is kept.
    """
    drawn = DrawnSketch.of(sketch, generator)
    influence = influence_of(drawn, generator, METHOD if rule is None else rule.method)
    ignored = frozenset() if rule is None else ignored_ids(influence, rule)
    black = [IGNORED if one in ignored else (0, 0, 0) for one in sketch.ids]
    cells = [strokes_cell(drawn, black)]
    cells += [strokes_cell(drawn, shades_of(influence.per_ink[at])) for at in range(len(GROUPS))]
    photos = generator.variants(sketch, SEEDS)
    cells += [_photo_cell(made.photo) for made in photos]
    before = emphasised = refined = photos[0]
    if rule is not None:
        *_, last = emphasise_ignored(sketch, generator, rule, before.seed, before.category or None)
        *_, moved = refine_photo(sketch, generator, before, ignored)
        emphasised, refined = last.photo, moved.photo
    return [*cells, _photo_cell(emphasised.photo), _photo_cell(refined.photo)]


def shades_of(values: NDArray[np.float64]) -> list[tuple[int, int, int]]:
    """A colour for each value (S,), from PALE at 0 to DEEP at the largest."""
    share = np.sqrt(values / max(float(values.max(initial=0)), 1e-30))[:, None]  # of squares
    colours = ((1 - share) * PALE + share * DEEP).round().astype(int)
    return [(int(red), int(green), int(blue)) for red, green, blue in colours]


def strokes_cell(drawn: DrawnSketch, colours: Sequence[tuple[int, int, int]]) -> Tensor:
    """The strokes in these colours, (3, CELL_PX, CELL_PX) in 0..1."""
    scale = 2 * CELL_PX / drawn.style.size_px  # drawn twice as large, then made smaller
    picture = Image.new("RGB", (2 * CELL_PX, 2 * CELL_PX), "white")
    pen = ImageDraw.Draw(picture)
    for stroke, colour in zip(drawn.sketch.strokes, colours, strict=True):
        points = [tuple(point) for point in drawn.frame.to_px(stroke.points) * scale]
        pen.line(points if len(points) > 1 else points * 2, fill=colour, width=3)
    small = picture.resize((CELL_PX, CELL_PX), Image.Resampling.LANCZOS)
    return torch.from_numpy(np.array(small, np.float32)).permute(2, 0, 1) / 255


def _photo_cell(photo: Tensor) -> Tensor:
    return functional.interpolate(photo[None], size=(CELL_PX, CELL_PX), mode="bicubic")[0]
