"""Small parts of lamps: feet, sockets, bulbs, finials, switches and cords. Metres."""

import numpy as np

from sketchapp.synth.designs.lamp.finish import BULB, CORD
from sketchapp.synth.designs.material import Material
from sketchapp.synth.geometry.mesh import Mesh, Part
from sketchapp.synth.geometry.paths import Points, spline
from sketchapp.synth.geometry.primitives import Round, box, lathe, tube

CORD_R = 0.0035


def disc(radius: float, height: float, edge: float = 0.004) -> Mesh:
    """A round foot on the floor with rounded upper edge."""
    edge = min(edge, 0.45 * height)
    bend = np.linspace(0, np.pi / 2, 6)
    corner = np.c_[radius - edge + edge * np.cos(bend), height - edge + edge * np.sin(bend)]
    return lathe(np.r_[[[0, 0], [radius, 0]], corner, [[0, height]]], creases=[1, 7])


def foot(kind: str, radius: float, height: float) -> Mesh:
    """The weight of a lamp, standing on the floor: disc, dome, square or stepped."""
    if kind == "square":
        return box((1.8 * radius, 1.8 * radius, height), 0.004).moved((0, 0, height / 2))
    if kind == "stepped":
        steps = [(0, 0), (radius, 0), (radius, 0.5 * height), (0.8 * radius, 0.55 * height)]
        steps += [(0.8 * radius, 0.95 * height), (0.76 * radius, height), (0, height)]
        return lathe(steps, creases=[1, 2, 3, 4, 5])
    if kind == "dome":
        share = np.linspace(1, 0, 20)
        hill = 0.3 * height + 0.7 * height * np.sqrt(1 - share**2)
        return lathe(np.r_[[[0, 0], [radius, 0]], np.c_[radius * share, hill]], creases=[1, 2])
    return disc(radius, height)


def socket(low: float, high: float, radius: float = 0.016) -> Mesh:
    """The cylinder that holds the bulb, from `low` to `high`."""
    profile = [
        (0, low),
        (radius, low),
        (radius, high),
        (0.85 * radius, high + 0.002),
        (0, high + 0.002),
    ]
    return lathe(profile, creases=[1, 2], sides=32)


def bulb(low: float, radius: float = 0.03) -> Part:
    """A round bulb that stands on z = low."""
    angle = np.linspace(-0.36 * np.pi, np.pi / 2, 20)
    ball = np.c_[radius * np.cos(angle), low + radius * (1.25 + np.sin(angle))]
    return Part(
        "bulb",
        lathe(np.r_[[[0, low - 0.002], [0.4 * radius, low - 0.002]], ball], sides=40),
        BULB,
        5,
    )


def finial(kind: str, low: float) -> Mesh:
    """The knob on top of a shade: ball, spire or disc."""
    t = np.linspace(0, 1, 18)
    radius = {
        "ball": 0.012 * np.sqrt((1 - (2 * t - 1) ** 2).clip(0)),
        "spire": 0.010 * (1 - t) * (1 + 0.6 * np.sin(2.6 * np.pi * t)),
        "disc": 0.017 * (1 - np.abs(2 * t - 1) ** 3) ** 0.5,
    }[kind]
    height = {"ball": 0.024, "spire": 0.05, "disc": 0.010}[kind]
    neck = [(0, low - 0.004), (0.005, low - 0.004), (0.005, low + 0.004)]
    return lathe(np.r_[neck, np.c_[radius, low + 0.003 + t * height]], sides=32)


def cord(start: Points, reach: float, side: int) -> Part:
    """A cord along the floor from a foot's edge (2,), curling towards one side, behind the lamp."""
    x, y = start
    knots = [(x * 0.9, y * 0.9), (x + side * 0.1 * reach, y + 0.35 * reach)]
    knots += [(x + side * 0.55 * reach, y + 0.30 * reach), (x + side * reach, y + 0.55 * reach)]
    flat = spline(knots, 60)
    path = np.c_[flat, np.full(60, CORD_R)]
    return Part("cord", tube(path, Round(CORD_R, 10)), CORD, 6)


def pull_chain(at: Points, length: float, metal: Material) -> list[Part]:
    """A thin chain that hangs from `at` (3,), with a drop at its end."""
    end = at - np.array([0, 0, length])
    drop = lathe([(0, 0.016), (0.002, 0.014), (0.005, 0.004), (0.004, 0), (0, -0.001)], sides=20)
    line = tube(spline([at, end], 8), Round(0.0014, 8))
    return [
        Part("chain", line, metal, 6),
        Part("pull", drop.moved(end - np.array([0, 0, 0.012])), metal, 6),
    ]
