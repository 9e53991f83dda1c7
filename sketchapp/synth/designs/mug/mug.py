"""A mug with one handle."""

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.mug.finish import COLOURS, VIEW, glazed
from sketchapp.synth.designs.mug.vessel import HANDLES, Grip, Vessel, bands, handle, shell
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space
from sketchapp.synth.geometry.mesh import Part

SHAPES: dict[str, tuple[float, ...]] = {
    "straight": (1.0, 1.0, 1.0),
    "taper": (0.76, 0.88, 1.0),
    "narrow": (1.0, 0.92, 0.82),
    "barrel": (0.80, 0.97, 1.0, 0.97, 0.84),
    "flare": (0.74, 0.76, 0.80, 0.90, 1.06),
    "belly": (0.72, 0.96, 1.0, 0.86, 0.76, 0.80),
    "waist": (0.95, 0.84, 0.80, 0.86, 1.0),
    "bowl": (0.50, 0.82, 0.97, 1.02, 1.04),
}
SPACE: Space = {
    "shape": Choice(tuple(SHAPES)),
    "radius": Number(0.036, 0.056, "m"),
    "height": Number(0.070, 0.125, "m"),
    "wall": Number(0.0028, 0.0062, "m"),
    "foot": Choice((0.0, 0.003, 0.008)),
    "handle": Choice(HANDLES),
    "low": Number(0.10, 0.30),
    "high": Number(0.70, 0.92),
    "reach": Number(0.020, 0.042, "m"),
    "grip_w": Number(0.008, 0.019, "m"),
    "grip_t": Number(0.006, 0.011, "m"),
    "flat": Choice((False, True)),
    "bands": Choice(("none", "none", "top", "pair", "three")),
    "band": Number(0.0015, 0.006, "m"),
    **COLOURS,
}
BANDS = {"none": [], "top": [0.88], "pair": [0.12, 0.88], "three": [0.35, 0.5, 0.65]}


def build(p: Design) -> list[Part]:
    """Body, handle and bands."""
    vessel = Vessel(SHAPES[p.shape], p.radius, p.height, p.wall, p.foot)
    grip = Grip(p.handle, p.low, p.high, p.reach, p.grip_w, p.grip_t, p.flat)
    mat = glazed(p.glaze)
    parts = [Part("body", shell(vessel), mat, 0), Part("handle", handle(vessel, grip), mat, 1)]
    rings = bands(vessel, BANDS[p.bands], p.band)
    return parts + [Part(f"band_{i}", ring, glazed(p.second), 4) for i, ring in enumerate(rings)]


MUG = Family(SPACE, build, VIEW)
