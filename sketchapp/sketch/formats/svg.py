"""SVG in and out: strokes as paths.

Written is SVG 1.1, one path per stroke with id="stroke-<id>", on a canvas of 1000 units. Times and
pressures are not carried. Read are paths (curves sampled), lines, polylines, polygons, circles,
ellipses and rectangles, with transforms; each outline is one stroke, filled or not.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, tostring

import numpy as np
import svgelements  # keeps document order and resolves transforms and units; svgpathtools does not
from numpy.typing import NDArray

from sketchapp.errors import SketchError
from sketchapp.sketch.formats.bounded import bounded_bytes
from sketchapp.sketch.formats.svg_shapes import parse_shapes
from sketchapp.sketch.stroke import LIMITS, Sketch, Stroke

CANVAS_UNITS = 1000
DECIMALS = 3  # printed: a millionth of the canvas
LINE_WIDTH = 4.0
INK = "#000000"
STROKE_ID = re.compile(r"stroke-(\d{1,10})")
VIEW_BOX = re.compile(r"\s*(?:[-+.\deE]+(?:\s*,\s*|\s+|\s*$)){4}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

CURVE_SPACING = 0.01  # of the canvas, between the sampled points of a curve
MAX_CURVE_POINTS = 256


def sketch_to_svg(sketch: Sketch, stroke_colours: Mapping[int, str] | None = None) -> str:
    """The sketch as an SVG text; strokes whose id is in stroke_colours (#rrggbb) get that colour.

    Raises SketchError for another colour, or for an id that the sketch has not.
    """
    colours = _checked_colours(sketch, stroke_colours or {})
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="{CANVAS_UNITS}"'
        f' height="{CANVAS_UNITS}" viewBox="0 0 {CANVAS_UNITS} {CANVAS_UNITS}">',
        f'<g fill="none" stroke="{INK}" stroke-width="{LINE_WIDTH:g}"'
        ' stroke-linecap="round" stroke-linejoin="round">',
        *(_path(stroke, colours.get(stroke.id)) for stroke in sketch.strokes),
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def sketch_from_svg(text: str | bytes) -> Sketch:
    """The outlines of an SVG in document order, scaled into the unit square by one factor.

    The canvas is the viewBox, else width and height, else the ink; its longer side becomes 1, its
    upper left corner (0, 0). Elements named stroke-<id> keep that id, the others get free ones.
    Raises SketchError for what `svg_shapes` refuses and for ink outside LIMITS.
    """
    root = parse_shapes(bounded_bytes(text))
    try:
        with np.errstate(all="ignore"):  # what is not finite is refused when strokes are made
            named = _named_polylines(root)
    except SketchError:
        raise
    except Exception as error:  # the parser raises whatever a damaged attribute leads to
        raise SketchError(
            "the SVG has a shape or a transform that cannot be read; save it as plain SVG"
        ) from error
    ids = _ids([name for name, _ in named])
    return Sketch(tuple(Stroke(i, points) for i, (_, points) in zip(ids, named, strict=True)))


def _checked_colours(sketch: Sketch, colours: Mapping[int, str]) -> Mapping[int, str]:
    for stroke_id, colour in colours.items():
        if stroke_id not in sketch.ids:
            raise SketchError(
                f"a colour is given for stroke {stroke_id}, which is not in the sketch"
            )
        if not isinstance(colour, str) or not COLOUR.fullmatch(colour):
            raise SketchError(f"colour {colour!r} of stroke {stroke_id}; #rrggbb is needed")
    return colours


def _path(stroke: Stroke, colour: str | None) -> str:
    points = [f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}" for x, y in stroke.points * CANVAS_UNITS]
    # a lone point is closed, so that round ends make a dot of it
    outline = "M" + " ".join(points) + (" z" if len(points) == 1 else "")
    paint = f' stroke="{colour}"' if colour else ""
    return f'<path id="stroke-{stroke.id}" d="{outline}"{paint}/>'


@dataclass(frozen=True)
class Canvas:
    """The part of the SVG's plane that is the page, in the SVG's own units."""

    left: float
    top: float
    width: float
    height: float

    def __post_init__(self) -> None:
        if not (0 < self.width < math.inf and 0 < self.height < math.inf):
            raise SketchError(
                f"the SVG's canvas is {self.width:g} by {self.height:g}; a positive size is needed"
            )

    @property
    def side(self) -> float:
        """The longer side."""
        return max(self.width, self.height)


Outline = list[Any]
"""The svgelements segments of one outline, the first a move."""


def _named_polylines(root: Element) -> list[tuple[str | None, NDArray[np.float64]]]:
    """Every outline as points (n, 2) in unit coordinates, with the name of its element."""
    canvas = _canvas(root)
    outlines = list(_named_outlines(root))
    if not outlines:
        return []
    canvas = canvas or _canvas_of_ink([outline for _, outline in outlines])
    corner, spacing = (canvas.left, canvas.top), CURVE_SPACING * canvas.side
    named, room = [], LIMITS.points
    for name, outline in outlines:
        points = _points(outline, spacing)
        room -= len(points)
        if room < 0:
            raise SketchError(f"the SVG has over {LIMITS.points:,} points; simplify it first")
        named.append((name, (points - corner) / canvas.side))
    return named


def _canvas(root: Element) -> Canvas | None:
    view_box = root.get("viewBox")
    if view_box is not None:
        if not VIEW_BOX.fullmatch(view_box):
            raise SketchError(f"the SVG's viewBox is {view_box[:60]!r}; four numbers are needed")
        return Canvas(*(float(part) for part in re.split(r"[\s,]+", view_box.strip())))
    width, height = (root.get(key, "100%") for key in ("width", "height"))
    if "%" in width + height:
        return None  # a share of a page that is not known
    return Canvas(0.0, 0.0, *(float(svgelements.Length(t).value(ppi=96)) for t in (width, height)))


def _canvas_of_ink(outlines: list[Outline]) -> Canvas:
    ink = np.concatenate([_points(outline, math.inf) for outline in outlines])
    left, top = ink.min(0)
    side = float((ink.max(0) - ink.min(0)).max()) or 1.0
    return Canvas(float(left), float(top), side, side)


def _named_outlines(root: Element) -> Iterator[tuple[str | None, Outline]]:
    """The outlines of all shapes in document order; an element's first one has its name."""
    for key in ("width", "height", "viewBox"):
        root.attrib.pop(key, None)  # the parser would scale by them, and so round
    source = io.BytesIO(tostring(root))
    for shape in svgelements.SVG.parse(source, on_error="raise").elements():
        if not isinstance(shape, svgelements.Shape):
            continue
        name = shape.id
        for subpath in abs(svgelements.Path(shape)).as_subpaths():
            outline = list(subpath)
            if not outline or not isinstance(outline[0], svgelements.Move):
                raise SketchError("an outline of the SVG does not start with a move (M)")
            if len(outline) > 1:
                yield name, outline
                name = None


def _points(outline: Outline, spacing: float) -> NDArray[np.float64]:
    """The points of an outline (n, 2), curves sampled; SketchError where a stroke has no room."""
    points = [_xy(outline[0].end)]
    for segment in outline[1:]:
        if isinstance(segment, svgelements.Close):
            points += [_xy(segment.end)] if _xy(segment.end) != points[-1] else []
        elif isinstance(segment, svgelements.Line):
            points.append(_xy(segment.end))
        else:
            points += _curve_points(segment, spacing)
        if len(points) > LIMITS.points_per_stroke:
            raise SketchError(
                f"an outline of the SVG has over {LIMITS.points_per_stroke:,} points;"
                " simplify it first"
            )
    return np.array(points)


def _curve_points(curve: Any, spacing: float) -> list[tuple[float, float]]:
    """Points along a curve about `spacing` apart, without its start and with its exact end."""
    coarse = np.asarray(curve.npoint(np.linspace(0, 1, 17)))
    length = float(np.hypot(*np.diff(coarse, axis=0).T).sum())
    pieces = min(max(length / spacing, 4), MAX_CURVE_POINTS) if math.isfinite(length) else 1
    shares = np.linspace(0, 1, math.ceil(pieces) + 1)[1:-1]
    inner = np.asarray(curve.npoint(shares)).reshape(-1, 2).tolist() if len(shares) else []
    return [*((x, y) for x, y in inner), _xy(curve.end)]


def _xy(point: Any) -> tuple[float, float]:
    return float(point.x), float(point.y)


def _ids(names: list[str | None]) -> list[int]:
    """The id that each name tells, where it is the first to; the smallest free ids for the rest."""
    told: list[int | None] = []
    for name in names:
        match = STROKE_ID.fullmatch(name or "")
        stroke_id = int(match[1]) if match else LIMITS.id + 1
        told.append(None if stroke_id in told or stroke_id > LIMITS.id else stroke_id)
    free = (number for number in range(2 * len(names)) if number not in told)
    return [next(free) if stroke_id is None else stroke_id for stroke_id in told]
