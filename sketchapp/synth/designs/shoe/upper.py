"""What lies on a last: the upper, pieces sewn onto it, seams, the edge of its opening, a tongue."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sketchapp.synth.designs.material import Material
from sketchapp.synth.designs.shoe.last import OUTER, Last
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points
from sketchapp.synth.geometry.primitives import Round, sheet, tube

Edge = float | Callable[[Points], Points]  # a coordinate, or a function of the crossing one's share
Grid = tuple[Points, Points]  # ring coordinates t and heights v, both (nt, nv)

OVERLAY_OFF_M, OVERLAY_THICK_M = 0.0022, 0.0024


def ruled(
    t_edges: tuple[Edge, Edge], v_edges: tuple[Edge, Edge], shape: tuple[int, int] = (60, 24)
) -> Grid:
    """A grid of t and v between two edges in t and two in v."""
    a, b = np.linspace(0, 1, shape[0])[:, None], np.linspace(0, 1, shape[1])[None]
    t0, t1 = (_read(edge, b) for edge in t_edges)
    v0, v1 = (_read(edge, a) for edge in v_edges)
    return t0 + (t1 - t0) * a, v0 + (v1 - v0) * b


def _read(edge: Edge, share: Points) -> Points:
    return edge(share) if callable(edge) else edge + 0 * share


def turned(grid: Grid, side: int) -> Grid:
    """A grid that was laid out on the outer side, moved to `side`."""
    return grid if side == OUTER else (1 - grid[0], grid[1])


def bump(height: float, exponent: float) -> Callable[[Points], Points]:
    """The upper edge of a cap: low at both ends, `height` above the sole in the middle."""
    return lambda a: 0.05 + height * np.clip(1 - np.abs(2 * a - 1) ** exponent, 0, 1) ** 0.55


def overlay(
    last: Last, grid: Grid, off_m: float = OVERLAY_OFF_M, thick_m: float = OVERLAY_THICK_M
) -> Mesh:
    """A thin piece that lies on the upper."""
    points = last.at(*grid, off_m)
    return sheet(points, thick_m, grain=points[..., [1, 0, 2]])


def seam(last: Last, t: ArrayLike, v: ArrayLike, radius_m: float, off_m: float = 0.0012) -> Mesh:
    """A raised seam along points (t, v)."""
    t, v = np.broadcast_arrays(np.asarray(t, float), np.asarray(v, float))
    return tube(last.at(t, v, off_m), Round(radius_m, 12))


def heel_seam(last: Last, reach: float, v: tuple[float, float], power: float = 2.0) -> Mesh:
    """The curved seam of a heel counter: v from its top behind to its lower ends."""
    t = np.linspace(-reach, reach, 60)
    return seam(last, t, v[0] - (v[0] - v[1]) * np.abs(t / reach) ** power, 0.0010)


def collar(last: Last, radius_m: float, off_m: float = -0.001) -> Mesh:
    """A padded or bound edge around the opening."""
    t = np.arange(160) / 160
    return tube(last.at(t, last.top + 0 * t, off_m), Round(radius_m, 14), closed=True)


def upper(last: Last, outside: Material, inside: Material, thick_m: float = 0.003) -> list[Part]:
    """The upper and its lining."""
    rows = 44 if last.shaft is None else 84
    t, v = np.meshgrid(np.arange(160) / 160, np.linspace(0, last.top, rows), indexing="ij")
    points = last.surface(t, v)
    grain = points[..., [1, 0, 2]]
    inner = points - last.normal(t, v) * (thick_m * 0.5 + 0.0012)
    return [
        Part("upper", sheet(points, thick_m, True, grain), outside, order=0, two_sided=True),
        Part("lining", sheet(inner, 0.0015, True, grain), inside, order=9),
    ]


@dataclass(frozen=True)
class Throat:
    """Where a shoe opens in front: from height v[0] up to v[1], half widths in metres."""

    v: tuple[float, float]
    half_m: tuple[float, float]

    def half(self, share: Points) -> Points:
        """Half width in metres at a share of the way up."""
        return self.half_m[0] + (self.half_m[1] - self.half_m[0]) * share

    def height(self, share: Points) -> Points:
        """Height v at a share of the way up."""
        return self.v[0] + (self.v[1] - self.v[0]) * share


def stay(last: Last, throat: Throat, side: int, width_m: tuple[float, float]) -> Mesh:
    """The strip beside the throat that carries the eyelets; width at its low and its high end."""

    def inner_edge(b: Points) -> Points:
        return 0.5 + side * last.spread(throat.height(b), throat.half(b))

    def outer_edge(b: Points) -> Points:
        width = width_m[0] + (width_m[1] - width_m[0]) * b
        return 0.5 + side * last.spread(throat.height(b), throat.half(b) + width)

    return overlay(last, ruled((inner_edge, outer_edge), throat.v, (16, 60)))


def tongue(last: Last, throat: Throat, rise_m: float, thick_m: float = 0.0036) -> Mesh:
    """The tongue under the laces; it stands rise_m above the opening, rounded at its end."""
    top = last.top + rise_m / 0.1
    low = throat.v[0] - 0.03

    def edge(side: int) -> Callable[[Points], Points]:
        def at(b: Points) -> Points:
            v = np.minimum(low + (top - low) * b, last.top)
            rounding = np.sqrt(np.clip(1 - np.clip((b - 0.93) / 0.07, 0, 1) ** 2 * 0.75, 0, 1))
            half = np.interp(v, throat.v, throat.half_m) + 0.004 + 0.006 * np.clip(v - 1, 0, 1)
            return 0.5 + side * last.spread(v, half * rounding)

        return at

    return overlay(last, ruled((edge(-1), edge(1)), (low, top), (24, 80)), 0.0004, thick_m)
