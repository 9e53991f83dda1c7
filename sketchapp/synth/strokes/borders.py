"""Borders between the regions of a buffer, as lines that each belong to one part."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sketchapp.synth.geometry.paths import Points
from sketchapp.synth.photo.camera import PHOTO_PX
from sketchapp.synth.strokes.buffer import PATCHES, Buffer
from sketchapp.synth.strokes.line import Line

JUMP, STEEP = 0.012, 3.0  # a depth step that hides: in diagonals, and against its neighbours
TOUCHING = 0.008  # parts closer than this (diagonals) share their border

Edges = NDArray[np.int64]


def borders(buffer: Buffer, ranks: Sequence[int], diagonal_m: float) -> list[Line]:
    """All borders in photo pixels, split where they meet and where their owner changes.

    ranks: drawing rank of every part. A border belongs to the nearer part, or, where two parts
    touch, to the one that is drawn later, which is the detail.
    """
    rank = np.array([*ranks, 99])
    edges = [_edges_along(axis, buffer, rank, diagonal_m) for axis in (0, 1)]
    return _chains(np.concatenate(edges), buffer.side)


def _edges_along(axis: int, buffer: Buffer, rank: Edges, diagonal_m: float) -> Edges:
    """Borders between neighbours along an axis: rows (corner a, corner b, owner)."""
    label, depth = (a if axis == 1 else a.T for a in (buffer.label, buffer.depth))
    step = np.abs(np.diff(depth, axis=1))
    quiet = np.pad(step, ((0, 0), (1, 1)))
    slope = np.maximum(quiet[:, :-2], quiet[:, 2:])
    jump = (step > JUMP * diagonal_m) & (step > STEEP * slope)
    y, x = np.nonzero((label[:, :-1] != label[:, 1:]) | jump)
    a, b = (np.where(side < 0, -1, side // PATCHES) for side in (label[y, x], label[y, x + 1]))
    nearer = depth[y, x] - depth[y, x + 1]
    touching = (np.abs(nearer) < TOUCHING * diagonal_m) & (a >= 0) & (b >= 0)
    detail = np.where(rank[a] >= rank[b], a, b)
    owner = np.where(a == b, a, np.where(touching, detail, np.where(nearer < 0, a, b)))
    width = buffer.side + 1
    if axis == 1:
        return np.stack([y * width + x + 1, (y + 1) * width + x + 1, owner], 1)
    return np.stack([(x + 1) * width + y, (x + 1) * width + y + 1, owner], 1)


def _chains(edges: Edges, side: int) -> list[Line]:
    """The border graph, rows (corner, corner, owner), cut at junctions and owner changes."""
    scale = PHOTO_PX / side
    return [
        Line(owner, _midpoints(np.array(nodes), side + 1) * scale)
        for owner, nodes in _Graph(edges).chains()
    ]


class _Graph:
    """Edges by corner; each edge is walked once."""

    def __init__(self, edges: Edges) -> None:
        self.rows = edges.tolist()
        self.used = [False] * len(self.rows)
        self.at: dict[int, list[int]] = {}
        for i, (a, b, _) in enumerate(self.rows):
            self.at.setdefault(a, []).append(i)
            self.at.setdefault(b, []).append(i)
        self.junctions = {node for node, beside in self.at.items() if self._is_junction(beside)}

    def _is_junction(self, beside: list[int]) -> bool:
        return len(beside) != 2 or self.rows[beside[0]][2] != self.rows[beside[1]][2]

    def chains(self) -> Iterator[tuple[int, list[int]]]:
        """Owner and corners of every chain; those without a junction are rings."""
        ends = [
            (node, edge) for node in self.at if node in self.junctions for edge in self.at[node]
        ]
        for node, edge in ends + [(row[0], i) for i, row in enumerate(self.rows)]:
            if not self.used[edge]:
                yield self._walk(node, edge)

    def _walk(self, node: int, edge: int) -> tuple[int, list[int]]:
        """Owner and corners of the chain that leaves node along edge."""
        nodes, owner = [node], self.rows[edge][2]
        while True:
            self.used[edge] = True
            a, b, _ = self.rows[edge]
            node = b if a == node else a
            nodes.append(node)
            free = [i for i in self.at[node] if not self.used[i]]
            if node in self.junctions or not free:
                return owner, nodes
            edge = free[0]


def _midpoints(nodes: Edges, width: int) -> Points:
    """Corner numbers to the midpoints of the steps, which removes the staircase."""
    at = np.stack([nodes % width, nodes // width], 1).astype(float)
    middle = (at[1:] + at[:-1]) / 2
    if nodes[0] == nodes[-1]:
        return np.vstack([middle, middle[:1]])
    return np.vstack([at[:1], middle, at[-1:]])
