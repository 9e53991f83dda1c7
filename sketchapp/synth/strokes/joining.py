"""Lines of one part whose ends continue each other become one line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import KDTree

from sketchapp.synth.geometry.paths import Points
from sketchapp.synth.strokes.line import Line

End = tuple[int, int]  # number of the line, 0 for its first and 1 for its last point

CLOSED_PX = 0.4
NEAR_PX = 1.2  # ends closer than this may lie beside each other, farther ones must be in line
GAP_COST = 0.075  # per pixel, against one minus the cosine of the turn


@dataclass(frozen=True)
class Reach:
    """How far ends may be apart, in pixels, and by how much the line may turn there."""

    gap_px: float
    turn_deg: float


def joined(
    lines: Sequence[Line], reach: Reach, free: Callable[[int, Points, Points], bool]
) -> list[Line]:
    """The lines with ends joined that continue each other best.

    free(owner, a, b) says whether a line of that part may be drawn across the gap a to b.
    """
    link = _links(lines, reach, free)
    done: set[int] = set()
    out = []
    for number in range(len(lines)):
        if number not in done:
            run = _run(number, link)
            done |= {i for i, _ in run}
            pieces = [lines[i].points[:: 1 if first == 0 else -1] for i, first in run]
            out.append(replace(lines[number], points=np.concatenate(pieces)))
    return out


def _run(number: int, link: dict[End, End]) -> list[End]:
    """The lines of the run that holds `number`, each with the end at which it is entered."""
    at, seen = (number, 0), {number}
    while at in link and link[at][0] not in seen:
        other, end = link[at]
        at = (other, 1 - end)
        seen.add(other)
    run = [at]
    while (leave := (run[-1][0], 1 - run[-1][1])) in link:
        following = link[leave]
        if following[0] == run[0][0]:
            break
        run.append(following)
    return run


def _links(
    lines: Sequence[Line], reach: Reach, free: Callable[[int, Points, Points], bool]
) -> dict[End, End]:
    """The best matching of ends that continue each other, both ways."""
    ends = [
        (i, e)
        for i, line in enumerate(lines)
        if len(line.points) > 2 and not line.closed(CLOSED_PX)
        for e in (0, 1)
    ]
    if len(ends) < 2:
        return {}
    tree = KDTree([lines[i].end(e) for i, e in ends])
    costs = []
    for a, b in sorted(tree.query_pairs(reach.gap_px)):
        p, q = ends[a], ends[b]
        cost = _cost(lines, p, q, reach)
        if cost is not None and free(
            lines[p[0]].owner, lines[p[0]].end(p[1]), lines[q[0]].end(q[1])
        ):
            costs.append((cost, p, q))
    link: dict[End, End] = {}
    for _, p, q in sorted(costs):
        if p not in link and q not in link:
            link[p], link[q] = q, p
    return link


def _cost(lines: Sequence[Line], p: End, q: End, reach: Reach) -> float | None:
    """How badly two ends continue each other; None where they may not be joined."""
    first, second = lines[p[0]], lines[q[0]]
    if p[0] == q[0] or first.owner != second.owner:
        return None
    gap = second.end(q[1]) - first.end(p[1])
    size = float(np.hypot(*gap))
    cosine = -float(first.heading(p[1]) @ second.heading(q[1]))
    if size > NEAR_PX:
        along = gap / size
        cosine = min(
            cosine, float(along @ first.heading(p[1])), -float(along @ second.heading(q[1]))
        )
    if cosine <= np.cos(np.deg2rad(reach.turn_deg)):
        return None
    return size * GAP_COST + 1 - cosine


def adopted(lines: Sequence[Line], short_px: float, turn_deg: float = 60.0) -> list[Line]:
    """Lines shorter than short_px given to the part of the longer line that they continue.

    A contour that two parts share changes its owner here and there; the crumbs would be dropped
    and leave gaps.
    """
    at: dict[tuple[float, float], list[End]] = {}
    for i, line in enumerate(lines):
        for e in (0, 1):
            at.setdefault(tuple(line.end(e).tolist()), []).append((i, e))
    lengths = [line.length for line in lines]
    limit = float(np.cos(np.deg2rad(turn_deg)))

    def owner(i: int) -> int:
        line, best = lines[i], (limit, lines[i].owner)
        for e in (0, 1):
            for j, f in at[tuple(line.end(e).tolist())]:
                if lengths[j] > lengths[i]:
                    cosine = -float(line.heading(e) @ lines[j].heading(f))
                    best = max(best, (cosine, lines[j].owner))
        return best[1]

    return [
        replace(line, owner=owner(i)) if lengths[i] < short_px else line
        for i, line in enumerate(lines)
    ]
