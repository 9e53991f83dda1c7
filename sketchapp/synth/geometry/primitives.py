"""Solids that products are built from: boxes, tubes, surfaces of revolution, lofts, sheets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sketchapp.synth.geometry.mesh import (
    THIN_SHEET_DEG,
    Faces,
    Mesh,
    grid_quads,
    ring_quads,
    welded,
)
from sketchapp.synth.geometry.paths import Points, arc_length, unit

X_AXIS, Y_AXIS, Z_AXIS = np.eye(3)

HEAD_PATCH, TAIL_PATCH = 7, 8  # the two ends of a tube


# ---- boxes


def box(
    size: ArrayLike,
    radius: float,
    puff: ArrayLike = (0, 0, 0),
    steps: int = 8,
) -> Mesh:
    """A box of size (3,) around the origin with edges rounded by `radius`; six patches.

    puff (3,) bulges each axis outwards in its middle, in metres, as a cushion does. steps is the
    number of quads along a flat side.
    """
    half = np.asarray(size, float) / 2
    radius = min(radius, float(half.min()) * 0.999)
    vertices, quads, patch = _box_shell(half, radius, steps)
    core = np.clip(vertices, -(half - radius), half - radius)
    vertices = core + unit(vertices - core) * radius
    vertices = vertices + _bulge(vertices / half, np.asarray(puff, float))
    vertices, quads, grain = welded(vertices, quads, vertices[:, np.argsort(half)].copy())
    return Mesh(vertices, quads, patch, grain)


def _box_shell(half: Points, radius: float, steps: int) -> tuple[Points, Faces, Faces]:
    vertices, quads, patches, count = [], [], [], 0
    sides = [(axis, sign) for axis in range(3) for sign in (-1, 1)]
    for number, (axis, sign) in enumerate(sides):
        u, v = [(1, 2), (2, 0), (0, 1)][axis]
        along_u, along_v = (_box_ticks(half[i], radius, steps) for i in (u, v))
        grid = np.zeros((len(along_u), len(along_v), 3))
        grid[..., u], grid[..., v], grid[..., axis] = along_u[:, None], along_v, sign * half[axis]
        index = np.arange(grid[..., 0].size).reshape(grid.shape[:2]) + count
        faces = grid_quads(index)
        vertices.append(grid.reshape(-1, 3))
        quads.append(faces[:, ::-1] if sign < 0 else faces)
        patches.append(np.full(len(faces), number))
        count += index.size
    return np.concatenate(vertices), np.concatenate(quads), np.concatenate(patches)


def _box_ticks(half: float, radius: float, steps: int) -> Points:
    bend = half - radius + radius * np.tan(np.linspace(0, 1, 4) * np.pi / 4)
    flat = np.linspace(-(half - radius), half - radius, steps + 1)
    return np.unique(np.round(np.concatenate([-bend[::-1], flat, bend]), 9))


def _bulge(relative: Points, puff: Points) -> Points:
    out = np.zeros_like(relative)
    for axis in np.flatnonzero(puff):
        others = [i for i in range(3) if i != axis]
        fade = [(1 - np.abs(relative[:, i]) ** 2.5).clip(0) for i in others]
        out[:, axis] = puff[axis] * relative[:, axis] * fade[0] * fade[1]
    return out


# ---- tubes


@dataclass(frozen=True)
class Round:
    """A round section; radius in metres, one or one per point of the path."""

    radius: ArrayLike
    sides: int = 20


@dataclass(frozen=True)
class Rect:
    """A rectangular section with small roundings and four side patches.

    width lies across `up`, height along it; metres, one or one per point of the path.
    """

    width: ArrayLike
    height: ArrayLike


@dataclass(frozen=True)
class Soft:
    """A rectangular section rounded so far that it shows no edges."""

    width: ArrayLike
    height: ArrayLike


Section = Round | Rect | Soft


def tube(
    path: ArrayLike,
    section: Section,
    up: ArrayLike | None = None,
    closed: bool = False,
    cap: float = 0.3,
) -> Mesh:
    """A section swept along path (n, 3), with rounded ends unless the path is closed.

    up (3,) is the direction that the section's height follows at the start; cap is how far an end
    bulges, as a share of the section's smaller half.
    """
    path = np.asarray(path, float)
    tangent = _tangents(path, closed)
    across, along = _frame(tangent, up)
    outline, side_patch, half_w, half_h = _outline(section, len(path))
    off_w, off_h = outline[:, 0] * half_w[:, None], outline[:, 1] * half_h[:, None]
    rings = path[:, None] + across[:, None] * off_w[..., None] + along[:, None] * off_h[..., None]
    depth = np.broadcast_to(arc_length(path)[:, None], off_w.shape)
    grain = np.stack([off_w, off_h, depth], -1)
    ring_patch = np.zeros(len(path), int)
    if not closed:
        reach = np.minimum(half_w, half_h)
        head = _cap(path[0], rings[0], grain[0], -tangent[0] * reach[0], cap)
        tail = _cap(path[-1], rings[-1], grain[-1], tangent[-1] * reach[-1], cap)
        rings = np.concatenate([head[0][::-1], rings, tail[0]])
        grain = np.concatenate([head[1][::-1], grain, tail[1]])
        ring_patch = np.r_[[HEAD_PATCH] * 4, [0] * (len(path) - 1), [TAIL_PATCH] * 4]
    quads = ring_quads(np.arange(rings.shape[0] * rings.shape[1]).reshape(rings.shape[:2]), closed)
    patch = np.where(ring_patch[:, None] > 0, ring_patch[:, None], side_patch[None, :])
    vertices, quads, flat = welded(rings.reshape(-1, 3), quads, grain.reshape(-1, 3))
    girth = float(2 * np.minimum(half_w, half_h).mean())
    outwards = quads[:, ::-1]
    return Mesh(vertices, outwards, patch.reshape(-1), flat, spine=path, girth=girth)


def _tangents(path: Points, closed: bool) -> Points:
    if closed:
        return unit(np.roll(path, -1, 0) - np.roll(path, 1, 0))
    return unit(np.gradient(path, axis=0))


def _frame(tangent: Points, up: ArrayLike | None) -> tuple[Points, Points]:
    """Two unit vectors (n, 3) across the path that turn as little as possible along it."""
    if up is None:
        up = Z_AXIS if np.abs(tangent[:, 2]).mean() < 0.8 else Y_AXIS
    across = [unit(np.cross(tangent[0], np.asarray(up, float)))]
    for direction in tangent[1:]:
        across.append(unit(across[-1] - direction * np.dot(across[-1], direction)))
    return np.array(across), np.cross(np.array(across), tangent)


def _outline(section: Section, n: int) -> tuple[Points, Faces, Points, Points]:
    """Unit outline (m, 2), patch per outline edge (m,), half width and half height (n,)."""
    if isinstance(section, Round):
        angle = np.linspace(0, 2 * np.pi, section.sides, endpoint=False)
        radius = np.broadcast_to(np.asarray(section.radius, float), (n,))
        circle = np.stack([np.cos(angle), np.sin(angle)], 1)
        return circle, np.zeros(section.sides, int), radius, radius
    corner = 0.18 if isinstance(section, Rect) else 0.5
    points, patch = [], []
    for i, (x, y) in enumerate([(1, 1), (-1, 1), (-1, -1), (1, -1)]):
        for j, angle in enumerate(np.linspace(i * np.pi / 2, (i + 1) * np.pi / 2, 5)):
            points.append(
                (x, y) * np.array(1 - corner) + corner * np.array([np.cos(angle), np.sin(angle)])
            )
            patch.append(i if j < 2 else (i + 1) % 4)
    half_w, half_h = (
        np.broadcast_to(np.asarray(side, float) / 2, (n,))
        for side in (section.width, section.height)
    )
    sides = np.array(patch) if isinstance(section, Rect) else np.zeros(len(points), int)
    return np.array(points), sides, half_w, half_h


def _cap(
    centre: Points, ring: Points, grain: Points, outwards: Points, cap: float
) -> tuple[Points, Points]:
    """Rings (4, m, 3) that close a tube end with a small rounding, outermost last."""
    rings, grains = [], []
    for angle in np.linspace(0, np.pi / 2, 4)[1:]:
        shrink = 1 - (1 - np.cos(angle)) * cap
        rings.append(centre + (ring - centre) * shrink + outwards * cap * np.sin(angle))
        grains.append(grain)
    rings.append(np.repeat((centre + outwards * cap)[None], len(ring), 0))
    grains.append(grain * [0, 0, 1])
    return np.array(rings), np.array(grains)


# ---- surfaces


def lathe(
    profile: ArrayLike,
    creases: Sequence[int] = (),
    axis: ArrayLike | None = None,
    sides: int = 64,
) -> Mesh:
    """The surface of revolution of (radius, height) points (n, 2) around `axis` (z by default).

    creases: numbers of the profile points at which a new patch starts.
    """
    profile = np.asarray(profile, float)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    height = np.broadcast_to(profile[:, 1, None], (len(profile), sides))
    radius = profile[:, 0, None]
    grid = np.stack([radius * np.cos(angle), radius * np.sin(angle), height], -1).reshape(-1, 3)
    patch = np.zeros(len(profile) - 1, int)
    for start in creases:
        patch[start:] += 1
    index = np.arange(len(profile) * sides).reshape(len(profile), sides)
    vertices, quads, grain = welded(grid, ring_quads(index), grid)
    if axis is not None:
        w = unit(axis)
        u = unit(np.cross([0.3, 0.9, 0.1], w))
        vertices = vertices @ np.stack([u, np.cross(w, u), w])
    return Mesh(vertices, quads, np.repeat(patch, sides), grain)


def loft(rows: ArrayLike, patch: ArrayLike | None = None, sharp_deg: float = 50.0) -> Mesh:
    """Equally long closed rings (k, n, 3) joined; patch (k - 1,) one number per gap of rings."""
    rings = np.asarray(rows, float)
    k, n = rings.shape[:2]
    quads = ring_quads(np.arange(k * n).reshape(k, n))
    numbers = np.zeros(k - 1, int) if patch is None else np.asarray(patch, int)
    flat = rings.reshape(-1, 3)
    return Mesh(flat, quads, np.repeat(numbers, n), flat, sharp_deg)


def sheet(
    points: ArrayLike,
    thickness: float,
    wrap: bool = False,
    grain: Points | None = None,
) -> Mesh:
    """A thick sheet (metres) around a grid of points (nu, nv, 3); wrap closes the first axis.

    Patches: 0 outer side, 1 inner side, 2 rounded rim.
    """
    points = np.asarray(points, float)
    du, dv = np.gradient(points, axis=0), np.gradient(points, axis=1)
    if wrap:
        du = np.roll(points, -1, 0) - np.roll(points, 1, 0)
    normal = unit(np.cross(du, dv))
    index = np.arange(points[..., 0].size).reshape(points.shape[:2])
    coords = (_sheet_grain(points) if grain is None else grain).reshape(-1, 3)
    face = grid_quads(np.vstack([index, index[:1]]) if wrap else index)
    quads, patches = [face, face[:, ::-1] + index.size], [face[:, 0] * 0, face[:, 0] * 0 + 1]
    flat = points.reshape(-1, 3)
    shift = normal.reshape(-1, 3) * thickness / 2
    vertices, grains, count = [flat + shift, flat - shift], [coords, coords], 2 * index.size
    for loop, outwards, flip in _rims(points, normal, dv, index, wrap):
        vertices.append(flat[loop] + outwards * thickness / 2)
        grains.append(coords[loop])
        middle = np.arange(len(loop)) + count
        count += len(loop)
        for a, b in ((loop, middle), (middle, loop + index.size)):
            rim = np.stack([a[:-1], b[:-1], b[1:], a[1:]], -1)
            quads.append(rim[:, ::-1] if flip else rim)
            patches.append(np.full(len(rim), 2))
    return Mesh(
        np.concatenate(vertices),
        np.concatenate(quads),
        np.concatenate(patches),
        np.concatenate(grains),
        THIN_SHEET_DEG,
    )


def _sheet_grain(points: Points) -> Points:
    grain = np.zeros_like(points)
    grain[..., 0] = arc_length(points.mean(1))[:, None]
    grain[..., 1] = arc_length(points.mean(0))[None]
    return grain


def _rims(
    points: Points, normal: Points, dv: Points, index: Faces, wrap: bool
) -> Iterator[tuple[Faces, Points, bool]]:
    """Border loops of a sheet: vertex numbers, outward direction, whether faces are turned."""
    flat = points.reshape(-1, 3)
    if wrap:
        for column, sign in ((0, -1), (-1, 1)):
            loop = np.r_[index[:, column], index[0, column]]
            yield loop, unit(sign * dv.reshape(-1, 3)[loop]), sign > 0
        return
    loop = np.r_[index[:, 0], index[-1, 1:], index[-2::-1, -1], index[0, -2::-1]]
    rim = flat[loop]
    tangent = np.roll(rim[:-1], -1, 0) - np.roll(rim[:-1], 1, 0)
    tangent = np.vstack([tangent, tangent[:1]])
    outwards = unit(np.cross(tangent, normal.reshape(-1, 3)[loop]))
    if np.sum(outwards * (flat.mean(0) - rim), 1).mean() > 0:
        outwards = -outwards
    yield loop, outwards, False
