"""A tall vessel: travel mug with a lid, or a jar with a handle."""

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.mug.finish import COLOURS, GLASS, LID, STEEL, VIEW, glazed
from sketchapp.synth.designs.mug.vessel import HANDLES, Grip, Vessel, bands, handle, shell
from sketchapp.synth.designs.parameters import Choice, Design, Number, Space, look
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.primitives import Round, box, lathe, tube

SHAPES: dict[str, tuple[float, ...]] = {
    "taper": (0.72, 0.86, 1.0),
    "straight": (0.98, 1.0, 1.0),
    "cup_holder": (0.70, 0.72, 0.76, 0.96, 1.0, 1.0),
    "jar": (0.96, 1.0, 1.0, 1.0, 0.98, 0.84, 0.84),
    "waist": (0.92, 0.82, 0.80, 0.90, 1.0),
    "bullet": (0.80, 0.98, 1.0, 0.98, 0.90),
}
SPACE: Space = {
    "shape": Choice(tuple(SHAPES)),
    "radius": Number(0.034, 0.050, "m"),
    "height": Number(0.125, 0.20, "m"),
    "wall": Number(0.002, 0.004, "m"),
    "foot": Choice((0.0, 0.004, 0.010)),
    "lid": Choice(("none", "flat", "dome", "sip", "knob")),
    "lid_h": Number(0.008, 0.024, "m"),
    "handle": Choice(("none", *HANDLES)),
    "low": Number(0.14, 0.36),
    "high": Number(0.68, 0.88),
    "reach": Number(0.022, 0.042, "m"),
    "grip_t": Number(0.006, 0.011, "m"),
    "flat": Choice((False, True)),
    "sleeve": Choice((False, True)),
    "sleeve_low": Number(0.15, 0.35),
    "sleeve_high": Number(0.50, 0.75),
    "straw": Choice((False, False, True)),
    "bands": Choice(("none", "pair")),
    "body_kind": look(("ceramic", "steel", "glass")),
    **COLOURS,
}


def build(p: Design) -> list[Part]:
    """Body, sleeve, handle, lid and straw."""
    vessel = Vessel(SHAPES[p.shape], p.radius, p.height, p.wall, p.foot)
    mats = {"ceramic": glazed(p.glaze), "steel": STEEL, "glass": GLASS}
    mat, second = mats[p.body_kind], glazed(p.second)
    parts = [Part("body", shell(vessel), mat, 0)]
    if p.handle != "none":
        grip = Grip(p.handle, p.low, p.high, p.reach, 1.5 * p.grip_t, p.grip_t, p.flat)
        parts.append(Part("handle", handle(vessel, grip), mat, 1))
    if p.sleeve:
        middle, half = (p.sleeve_low + p.sleeve_high) / 2, (p.sleeve_high - p.sleeve_low) / 2
        size = half * (p.height - p.foot)
        parts.append(Part("sleeve", bands(vessel, [middle], size)[0], second, 3))
    elif p.bands == "pair":
        rings = bands(vessel, [0.10, 0.90], 0.003)
        parts += [Part(f"band_{i}", ring, second, 4) for i, ring in enumerate(rings)]
    return parts + _top(p, vessel)


def _top(p: Design, vessel: Vessel) -> list[Part]:
    """The lid with its knob or drinking hole, and a straw through it."""
    parts: list[Part] = []
    if p.lid != "none":
        parts.append(Part("lid", _lid(p, vessel), LID, 2))
        if p.lid == "sip":
            y, z = -0.62 * p.radius, p.height + p.lid_h
            parts.append(
                Part(
                    "tab",
                    box((0.016, 0.012, 0.006), 0.002).moved((0, y, z - 0.35 * p.lid_h)),
                    LID,
                    5,
                )
            )
    if p.straw and p.lid != "none":
        low = p.foot + 1.4 * p.wall
        x = 0.3 * p.radius
        path = [(-x, 0, low), (0, 0, (low + p.height + 0.06) / 2), (x, 0, p.height + 0.06)]
        parts.append(Part("straw", tube(path, Round(0.0032, 14)), glazed(p.second), 5))
    return parts


def _lid(p: Design, vessel: Vessel) -> Mesh:
    """A lid that grips the rim: flat, domed, with a raised edge, or with a knob."""
    r, z, h = float(vessel.wall_at(p.height)) + 0.002, p.height, p.lid_h
    skirt = [(r - 0.004, z - 0.006), (r, z - 0.006), (r, z + 0.6 * h)]
    tops = {
        "flat": [(r - 0.003, z + h), (0, z + h)],
        "dome": [
            (0.9 * r, z + 0.95 * h),
            (0.65 * r, z + 1.3 * h),
            (0.3 * r, z + 1.5 * h),
            (0, z + 1.55 * h),
        ],
        "sip": [(r - 0.002, z + h), (r - 0.006, z + h), (r - 0.008, z + 0.5 * h), (0, z + 0.5 * h)],
        "knob": [
            (r - 0.003, z + h),
            (0.2 * r, z + h),
            (0.16 * r, z + h + 0.006),
            (0.28 * r, z + h + 0.014),
            (0.2 * r, z + h + 0.02),
            (0, z + h + 0.021),
        ],
    }[p.lid]
    return lathe([*skirt, *tops], creases=[2, 3], sides=72)


TUMBLER_MUG = Family(SPACE, build, VIEW)
