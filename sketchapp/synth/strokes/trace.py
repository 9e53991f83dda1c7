"""From parts and a camera to the strokes of a clean drawing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from numpy.typing import NDArray

from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import Points
from sketchapp.synth.photo.camera import Camera, diagonal
from sketchapp.synth.strokes.borders import borders
from sketchapp.synth.strokes.buffer import Buffer, cast
from sketchapp.synth.strokes.joining import Reach, adopted, joined
from sketchapp.synth.strokes.line import Line
from sketchapp.synth.strokes.occlusion import Occlusion
from sketchapp.synth.strokes.order import in_drawing_order, without_doubles
from sketchapp.synth.strokes.smoothing import simplified, smoothed
from sketchapp.synth.strokes.snapping import snapped
from sketchapp.synth.strokes.spines import slim_parts, spine_lines

RAYS = 640  # along a side: 2.5 a pixel
SHORTEST_PX = 5.0
ADOPTIONS = 3  # a crumb between crumbs waits until one of them has grown
JUNCTION = Reach(gap_px=0.6, turn_deg=55)
NEARER = 0.004  # of the object diagonal: what is nearer by more hides a line
GAP = Reach(gap_px=5.0, turn_deg=14)


@dataclass(frozen=True)
class Stroke:
    """One stroke and the name of its part; points (n, 2) in photo pixels."""

    part: str
    points: Points


@dataclass(frozen=True)
class Tracing:
    """Strokes in drawing order; cover (PHOTO_PX, PHOTO_PX): share of a pixel that is product."""

    strokes: tuple[Stroke, ...]
    cover: NDArray


def trace(parts: Sequence[Part], camera: Camera) -> Tracing:
    """The strokes with which a careful person would draw what the camera sees."""
    size = diagonal(parts)
    seen = cast(parts, camera, RAYS, range(len(parts)))
    slim = slim_parts(parts, camera)
    solid = [i for i in range(len(parts)) if i not in slim]
    behind_slim = cast(parts, camera, RAYS, solid) if slim else seen
    lines = _edges(behind_slim, [part.order for part in parts], size)
    for i in slim:
        lines += spine_lines(parts[i], i, camera, seen)
    drawn = _drawn(lines, parts)
    return Tracing(
        tuple(Stroke(parts[k.owner].name, simplified(k.points)) for k in drawn), seen.cover()
    )


def _edges(buffer: Buffer, ranks: Sequence[int], size: float) -> list[Line]:
    """Borders of the parts that are not slim, in as few lines as possible."""
    free = Occlusion(buffer, NEARER * size).free
    lines = borders(buffer, ranks, size)
    for _ in range(ADOPTIONS):
        lines = joined(adopted(lines, SHORTEST_PX), JUNCTION, free)
    return joined(lines, GAP, free)


def _drawn(lines: Sequence[Line], parts: Sequence[Part]) -> list[Line]:
    smooth = [
        replace(line, points=smoothed(line.points)) for line in lines if line.length >= SHORTEST_PX
    ]
    smooth.sort(key=lambda line: (parts[line.owner].order, -len(line.points)))
    return in_drawing_order(snapped(without_doubles(smooth)))
