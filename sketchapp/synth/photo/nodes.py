"""The node tree of one Cycles material, built with short calls."""

from collections.abc import Mapping, Sequence
from typing import Any

from sketchapp.synth.designs.material import Colour

GRAIN = "grain"  # mesh attribute with the texture coordinates, in metres


class Nodes:
    """The tree of a Blender material, a Principled BSDF at first; methods return new outputs."""

    def __init__(self, material: Any) -> None:
        material.use_nodes = True
        self.tree = material.node_tree
        self.tree.nodes.clear()
        self.output = self.tree.nodes.new("ShaderNodeOutputMaterial")
        self.surface = self.tree.nodes.new("ShaderNodeBsdfPrincipled")
        self.link(self.surface.outputs[0], self.output.inputs[0])
        self.grain = self.add("Attribute", attribute_name=GRAIN).outputs["Vector"]

    def link(self, source: Any, target: Any) -> None:
        """Feed one socket into another."""
        self.tree.links.new(source, target)

    def add(self, kind: str, links: Mapping[str, Any] | None = None, **values: Any) -> Any:
        """A new node; values set its inputs (or properties), links feed inputs."""
        node = self.tree.nodes.new("ShaderNode" + kind)
        for key, value in values.items():
            name = key.replace("_", " ")
            if name in node.inputs:
                node.inputs[name].default_value = value
            else:
                setattr(node, key, value)
        for key, socket in (links or {}).items():
            self.link(socket, node.inputs[key])
        return node

    def math(self, operation: str, *values: Any) -> Any:
        """The output of a math node on sockets or numbers."""
        node = self.add("Math", operation=operation)
        for target, value in zip(node.inputs, values, strict=False):
            if isinstance(value, int | float):
                target.default_value = value
            else:
                self.link(value, target)
        return node.outputs[0]

    def noise(self, scale: float, detail: float = 2.0, vector: Any = None) -> Any:
        """Noise in 0 to 1 with the given frequency per metre."""
        place = self.grain if vector is None else vector
        return self.add("TexNoise", {"Vector": place}, Scale=scale, Detail=detail).outputs["Fac"]

    def stretched(self, scale: Colour, offset: Colour = (0.0, 0.0, 0.0)) -> Any:
        """Texture coordinates times scale, shifted by offset."""
        return self.add("Mapping", {"Vector": self.grain}, Scale=scale, Location=offset).outputs[0]

    def settings(self, **values: Any) -> None:
        """Set inputs of the Principled BSDF: Base_Color is its input "Base Color"."""
        for key, value in values.items():
            self.surface.inputs[key.replace("_", " ")].default_value = value

    def tint(self, factor: Any, colour: Colour, stops: Sequence[tuple[float, float]]) -> None:
        """Base colour: `colour` times a ramp over factor, given as (position, scale) pairs."""
        tones = [(at, tuple(min(1.0, x * scale) for x in colour)) for at, scale in stops]
        self.link(self.ramp(factor, tones), self.surface.inputs["Base Color"])

    def ramp(self, factor: Any, stops: Sequence[tuple[float, Sequence[float]]]) -> Any:
        """Colours along a ramp over factor, given as (position, colour) pairs."""
        node = self.add("ValToRGB", {"Fac": factor})
        elements = node.color_ramp.elements
        while len(elements) < len(stops):
            elements.new(0.5)
        for element, (position, colour) in zip(elements, stops, strict=True):
            element.position, element.color = position, (*colour, 1)
        return node.outputs[0]

    def bump(self, height: Any, strength: float, distance_m: float) -> None:
        """Bump mapping of the Principled BSDF."""
        node = self.add("Bump", {"Height": height}, Strength=strength, Distance=distance_m)
        self.link(node.outputs[0], self.surface.inputs["Normal"])
