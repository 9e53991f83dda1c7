"""Procedural Cycles materials, one builder per kind of `designs.material.KINDS`. Needs bpy."""

import random
from collections.abc import Callable
from typing import Any

import bpy  # pyright: ignore[reportMissingImports]

from sketchapp.synth.designs.material import Material
from sketchapp.synth.photo.nodes import Nodes

METALS = {  # colour, metallic, roughness
    "": ((0.55, 0.56, 0.57), 1.0, 0.3),
    "chrome": ((0.78, 0.79, 0.80), 1.0, 0.14),
    "gold": ((0.85, 0.62, 0.28), 1.0, 0.2),
    "black": ((0.025, 0.025, 0.027), 0.0, 0.42),
}


class Shader:
    """Cycles materials of one scene, each built once; rng places their grain."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._built: dict[Material, Any] = {}

    def __call__(self, material: Material) -> Any:
        """The Cycles material for a `Material`."""
        if material not in self._built:
            built = bpy.data.materials.new(material.kind)
            BUILDERS[material.kind](Nodes(built), material, self._rng)
            self._built[material] = built
        return self._built[material]


def _wood(nodes: Nodes, material: Material, rng: random.Random) -> None:
    place = nodes.stretched((22, 22, 1.6), (rng.random() * 9, rng.random() * 9, 0))
    rings = nodes.add("TexNoise", {"Vector": place}, Scale=1.0, Detail=3.0, Distortion=0.6)
    waves = nodes.math("PINGPONG", nodes.math("MULTIPLY", rings.outputs["Fac"], 7), 1)
    fine = nodes.noise(1.0, vector=nodes.stretched((600, 600, 12)))
    grain = nodes.math("MULTIPLY_ADD", fine, 0.35, nodes.math("MULTIPLY", waves, 0.65))
    nodes.tint(grain, material.colour, [(0.1, 0.68), (0.5, 1), (0.9, 1.22)])
    nodes.settings(Roughness=0.38, Coat_Weight=0.15, Coat_Roughness=0.25)
    nodes.bump(grain, 0.12, 0.002)


def _weave(nodes: Nodes, material: Material, threads_per_m: float, depth: float) -> None:
    weave = nodes.noise(threads_per_m * 4.7)
    for axis in "YZ":
        wave = nodes.add(
            "TexWave",
            {"Vector": nodes.grain},
            bands_direction=axis,
            Scale=threads_per_m,
            Distortion=1.5,
            Detail_Scale=3.0,
        )
        weave = nodes.math("MULTIPLY_ADD", wave.outputs["Fac"], 0.35, weave)
    tone = nodes.math("MULTIPLY_ADD", nodes.noise(14, 3), 0.08, weave)
    nodes.tint(tone, material.colour, [(0.35, 0.62), (0.75, 1), (1.0, 1.3)])
    nodes.bump(weave, depth, 0.0015)


def _fabric(nodes: Nodes, material: Material, rng: random.Random) -> None:
    _weave(nodes, material, 90.0, 0.5)
    nodes.settings(Roughness=0.92, Sheen_Weight=0.35, Sheen_Roughness=0.5, Specular_IOR_Level=0.2)


def _canvas(nodes: Nodes, material: Material, rng: random.Random) -> None:
    _weave(nodes, material, 150.0, 0.7)
    nodes.settings(Roughness=0.95, Specular_IOR_Level=0.15)


def _leather(nodes: Nodes, material: Material, rng: random.Random) -> None:
    cells = nodes.add("TexVoronoi", {"Vector": nodes.grain}, Scale=260.0).outputs["Distance"]
    soft = nodes.noise(10, 5)
    nodes.tint(soft, material.colour, [(0.3, 0.97), (0.55, 1), (0.8, 1.02)])
    nodes.settings(Roughness=0.42)
    nodes.bump(nodes.math("MULTIPLY_ADD", soft, 0.8, cells), 0.25, 0.0015)


def _suede(nodes: Nodes, material: Material, rng: random.Random) -> None:
    nap = nodes.noise(60, 6)
    nodes.tint(nap, material.colour, [(0.3, 0.94), (0.55, 1), (0.8, 1.05)])
    nodes.settings(Roughness=0.95, Sheen_Weight=0.5)
    nodes.bump(nap, 0.3, 0.001)


def _patent(nodes: Nodes, material: Material, rng: random.Random) -> None:
    nodes.settings(Base_Color=(*material.colour, 1), Roughness=0.18)
    nodes.settings(Coat_Weight=0.6, Coat_Roughness=0.06)


def _plastic(nodes: Nodes, material: Material, rng: random.Random) -> None:
    nodes.settings(Base_Color=(*material.colour, 1), Roughness=0.36, Coat_Weight=0.05)
    nodes.bump(nodes.noise(700), 0.06, 0.0008)


def _rubber(nodes: Nodes, material: Material, rng: random.Random) -> None:
    nodes.settings(Base_Color=(*material.colour, 1), Roughness=0.6)
    nodes.bump(nodes.noise(900), 0.12, 0.0008)


def _metal(nodes: Nodes, material: Material, rng: random.Random) -> None:
    colour, metallic, roughness = METALS[material.finish]
    nodes.settings(Base_Color=(*colour, 1), Metallic=metallic, Roughness=roughness)


def _ceramic(nodes: Nodes, material: Material, rng: random.Random) -> None:
    nodes.tint(nodes.noise(9, 3), material.colour, [(0.3, 0.97), (0.7, 1.02)])
    nodes.settings(Roughness=0.3, Coat_Weight=0.5, Coat_Roughness=0.08)


def _stone(nodes: Nodes, material: Material, rng: random.Random) -> None:
    """Marble with veins or terrazzo with chips, by the toss of a coin."""
    offset = (rng.random() * 9, rng.random() * 9, rng.random() * 9)
    if rng.random() < 0.5:
        place = nodes.stretched((4, 4, 4), offset)
        noise = nodes.add("TexNoise", {"Vector": place}, Scale=1.0, Detail=6.0, Distortion=1.2)
        vein = nodes.math("ABSOLUTE", nodes.math("SUBTRACT", noise.outputs["Fac"], 0.5))
        nodes.tint(vein, material.colour, [(0.0, 0.55), (0.025, 0.85), (0.08, 1.05)])
    else:
        place = nodes.stretched((1, 1, 1), offset)
        chips = nodes.add("TexVoronoi", {"Vector": place}, Scale=70.0).outputs["Color"]
        nodes.tint(chips, material.colour, [(0.15, 0.5), (0.3, 1.0), (0.75, 1.0), (0.85, 1.3)])
    nodes.settings(Roughness=0.25, Coat_Weight=0.2, Coat_Roughness=0.1)


def _glass(nodes: Nodes, material: Material, rng: random.Random) -> None:
    """Thin glass without refraction: clear where it is faced, darker and glossier at the edges."""
    facing = nodes.add("LayerWeight", Blend=0.35).outputs["Facing"]
    clear = tuple(0.75 + 0.25 * x for x in material.colour)
    edge = tuple(0.45 * x for x in clear)
    tone = nodes.ramp(facing, [(0.0, clear), (0.55, clear), (1.0, edge)])
    through = nodes.add("BsdfTransparent", {"Color": tone}).outputs[0]
    gloss = nodes.add("BsdfGlossy", Roughness=0.04).outputs[0]
    share = nodes.math("MULTIPLY_ADD", facing, 0.22, 0.05)
    mixed = nodes.add("MixShader", {"Fac": share})
    nodes.link(through, mixed.inputs[1])
    nodes.link(gloss, mixed.inputs[2])
    nodes.link(mixed.outputs[0], nodes.output.inputs[0])


def _shade(nodes: Nodes, material: Material, rng: random.Random) -> None:
    """Cloth or paper that glows a little, warmer than its colour."""
    weave = nodes.noise(350)
    nodes.tint(weave, material.colour, [(0.3, 0.93), (0.7, 1.03)])
    glow = tuple(x * tone for x, tone in zip(material.colour, (1.0, 0.86, 0.66), strict=True))
    nodes.settings(Roughness=0.9, Emission_Color=(*glow, 1), Emission_Strength=0.35)
    nodes.settings(Specular_IOR_Level=0.1)
    nodes.bump(weave, 0.2, 0.0008)


BUILDERS: dict[str, Callable[[Nodes, Material, random.Random], None]] = {
    "wood": _wood,
    "fabric": _fabric,
    "leather": _leather,
    "suede": _suede,
    "patent": _patent,
    "plastic": _plastic,
    "rubber": _rubber,
    "metal": _metal,
    "ceramic": _ceramic,
    "glass": _glass,
    "shade": _shade,
    "stone": _stone,
    "canvas": _canvas,
}
