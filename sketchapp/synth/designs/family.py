"""A family of products: the space of its designs, how one is built, and from where it is seen."""

from collections.abc import Callable
from dataclasses import dataclass

from sketchapp.synth.designs.parameters import Design, Space
from sketchapp.synth.geometry.mesh import Part


@dataclass(frozen=True)
class Family:
    """Products that share one construction.

    build turns a design into parts (metres, floor at z = 0, front towards negative y). view is the
    space of camera settings: `azimuth` and `elevation` in degrees (0, 0 is the front),
    `camera_dist` in object diagonals, and `mirror`, whether left and right are exchanged.
    """

    space: Space
    build: Callable[[Design], list[Part]]
    view: Space
