"""Product photos with Cycles: a white floor, three soft lights, one product. Needs bpy.

Lengths in metres; light and floor are sized in object diagonals, so that all products look alike.
"""

import math
import os
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy  # pyright: ignore[reportMissingImports]  (first: it provides the other two)

import bmesh  # isort: skip  # pyright: ignore[reportMissingImports]
import numpy as np
from mathutils import Matrix, Vector  # pyright: ignore[reportMissingImports]

from sketchapp.synth.designs.material import Colour
from sketchapp.synth.geometry.mesh import THIN_SHEET_DEG, Mesh, Part
from sketchapp.synth.photo.camera import PHOTO_PX, Camera, bounds, diagonal, direction
from sketchapp.synth.photo.nodes import GRAIN
from sketchapp.synth.photo.shading import Shader
from sketchapp.synth.photo.whiten import Box

SAMPLES, GLASS_SAMPLES = 4, 12  # more look the same after denoising, at 256 px; glass is noisier
SENSOR_MM = 36
FLOOR_ALBEDO = 0.9
AMBIENT = 0.42


@dataclass(frozen=True)
class Light:
    """A square area light; power in watts per squared diagonal, sizes in object diagonals."""

    azimuth_deg: float
    elevation_deg: float
    dist: float
    side: float
    power: float
    colour: Colour = (1.0, 1.0, 1.0)


def open_studio(threads: int = 1) -> None:
    """An empty scene with the render settings of all photos."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device, cycles.use_adaptive_sampling = "CPU", False
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_quality, cycles.denoising_prefilter = "FAST", "FAST"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 4, 2, 3
    cycles.transmission_bounces = 1
    cycles.use_light_tree = False  # three lights: the tree costs 30 % of the time
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 4
    render = scene.render
    render.threads_mode, render.threads = "FIXED", threads
    render.resolution_x = render.resolution_y = PHOTO_PX
    render.use_border, render.use_crop_to_border = True, False
    render.image_settings.file_format = "PNG"
    render.image_settings.compression = 0
    scene.view_settings.view_transform, scene.view_settings.look = "Standard", "None"


def photograph(parts: Sequence[Part], camera: Camera, box: Box, seed: int, path: Path) -> None:
    """Write the photo as PNG; outside box (pixels) it stays black."""
    rng = random.Random(seed)
    _clear()
    shader = Shader(rng)
    for part in parts:
        _add_part(part, shader, rng)
    _add_camera(camera)
    _add_studio(parts, camera, rng)
    scene = bpy.context.scene
    scene.cycles.seed = seed % 2**31
    glass = any(part.material.kind == "glass" for part in parts)
    scene.cycles.samples = GLASS_SAMPLES if glass else SAMPLES
    _set_border(scene.render, box)
    scene.render.filepath = str(path)
    with _silence():
        bpy.ops.render.render(write_still=True)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep Blender, which prints every file it saves, off standard output."""
    sys.stdout.flush()
    kept = os.dup(1)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _clear() -> None:
    data = bpy.data
    for blocks in (
        data.objects,
        data.meshes,
        data.materials,
        data.lights,
        data.cameras,
        data.worlds,
    ):
        for block in list(blocks):
            blocks.remove(block)


def _set_border(render: Any, box: Box) -> None:
    x0, y0, x1, y1 = (side / PHOTO_PX for side in box)
    render.border_min_x, render.border_max_x = x0, x1
    render.border_min_y, render.border_max_y = 1 - y1, 1 - y0


def _linked(name: str, data: Any) -> Any:
    thing = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(thing)
    return thing


# ---- the product


def _add_part(part: Part, shader: Shader, rng: random.Random) -> None:
    surface = _surface(part.name, part.mesh)
    if part.mesh.sharp_deg < THIN_SHEET_DEG:
        surface.set_sharp_from_angle(angle=math.radians(part.mesh.sharp_deg))
    shift = [rng.random() * 3 for _ in range(3)]
    grain = surface.attributes.new(GRAIN, "FLOAT_VECTOR", "POINT")
    grain.data.foreach_set("vector", (part.mesh.grain + shift).astype(np.float32).ravel())
    surface.materials.append(shader(part.material))
    _linked(part.name, surface)


def _surface(name: str, mesh: Mesh) -> Any:
    """A smooth-shaded Blender mesh with faces that point outwards."""
    faces = [tuple(dict.fromkeys(quad)) for quad in mesh.quads.tolist()]
    surface = bpy.data.meshes.new(name)
    surface.from_pydata(mesh.vertices, [], [face for face in faces if len(face) > 2])
    edit = bmesh.new()
    edit.from_mesh(surface)
    bmesh.ops.recalc_face_normals(edit, faces=edit.faces)
    edit.to_mesh(surface)
    edit.free()
    surface.polygons.foreach_set("use_smooth", np.ones(len(surface.polygons), bool))
    return surface


def _add_camera(camera: Camera) -> None:
    lens = bpy.data.cameras.new("camera")
    lens.sensor_width, lens.lens = SENSOR_MM, camera.focal * SENSOR_MM / 2
    lens.clip_start = 0.01
    thing = _linked("camera", lens)
    columns = [camera.right, camera.up, -camera.forward, camera.position]
    rows = np.vstack([np.stack(columns, 1), [0, 0, 0, 1]])
    thing.matrix_world = Matrix(rows.tolist())
    bpy.context.scene.camera = thing


# ---- the studio


def _add_studio(parts: Sequence[Part], camera: Camera, rng: random.Random) -> None:
    low, high = bounds(parts)
    centre, size = (low + high) / 2, diagonal(parts)
    away = camera.position - centre
    facing_deg = math.degrees(math.atan2(away[0], -away[1]))
    _add_world()
    _add_floor(size, float(low[2]), facing_deg)
    for light in _lights(facing_deg, rng):
        _add_light(light, centre, size)


def _lights(facing_deg: float, rng: random.Random) -> list[Light]:
    """Key light from one side, weak fill from the other, rim light from behind."""
    side = rng.choice([-1, 1])
    key = Light(
        facing_deg + side * rng.uniform(34, 57),
        rng.uniform(43, 60),
        2.4,
        rng.uniform(0.9, 1.6),
        rng.uniform(36, 50),
        (1, 0.985, 0.96),
    )
    fill = Light(facing_deg - side * 69, 26, 2.6, 1.5, 12, (0.96, 0.98, 1))
    return [key, fill, Light(facing_deg + side * 149, 46, 2.6, 1.0, 18)]


def _add_light(light: Light, centre: np.ndarray, size: float) -> None:
    lamp = bpy.data.lights.new("light", "AREA")
    lamp.shape, lamp.size = "SQUARE", light.side * size
    lamp.energy, lamp.color = light.power * size * size, light.colour
    towards = direction(light.azimuth_deg, light.elevation_deg)
    thing = _linked("light", lamp)
    thing.location = Vector((centre + towards * light.dist * size).tolist())
    thing.rotation_euler = Vector((-towards).tolist()).to_track_quat("-Z", "Y").to_euler()


def _add_floor(size: float, z: float, turn_deg: float) -> None:
    """A white floor that curves up behind the product."""
    bend = np.linspace(0, math.pi / 2, 12)
    along = np.r_[-1.6, 2.2, 2.2 + 1.5 * np.sin(bend), 3.7] * size
    height = np.r_[0, 0, 1.5 * (1 - np.cos(bend)), 6] * size + z
    corners = [(x * size, y, h) for y, h in zip(along, height, strict=True) for x in (-5, 5)]
    faces = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(along) - 1)]
    surface = bpy.data.meshes.new("floor")
    surface.from_pydata(corners, [], faces)
    surface.polygons.foreach_set("use_smooth", np.ones(len(faces), bool))
    material = bpy.data.materials.new("floor")
    material.use_nodes = True
    inputs = material.node_tree.nodes["Principled BSDF"].inputs
    inputs["Base Color"].default_value = (FLOOR_ALBEDO,) * 3 + (1,)
    inputs["Roughness"].default_value, inputs["Specular IOR Level"].default_value = 0.6, 0.15
    surface.materials.append(material)
    _linked("floor", surface).rotation_euler[2] = math.radians(turn_deg)


def _add_world() -> None:
    """White ambient light; glossy rays see dark and light bands, as in a studio."""
    world = bpy.data.worlds.new("world")
    bpy.context.scene.world = world
    world.use_nodes = True
    tree = world.node_tree
    tree.nodes.clear()
    new = tree.nodes.new
    back, output = new("ShaderNodeBackground"), new("ShaderNodeOutputWorld")
    back.inputs["Strength"].default_value = AMBIENT
    wave, ramp, mix = new("ShaderNodeTexWave"), new("ShaderNodeValToRGB"), new("ShaderNodeMix")
    for name, value in (("Scale", 0.45), ("Distortion", 2.5), ("Detail", 0)):
        wave.inputs[name].default_value = value
    first, last = ramp.color_ramp.elements
    first.position, last.position, first.color = 0.35, 0.7, (0.03, 0.03, 0.035, 1)
    mix.data_type = "RGBA"
    factor, plain, bands = mix.inputs[0], mix.inputs[6], mix.inputs[7]
    plain.default_value = (1, 1, 1, 1)
    for source, target in (
        (new("ShaderNodeTexCoord").outputs["Generated"], wave.inputs["Vector"]),
        (wave.outputs["Fac"], ramp.inputs[0]),
        (new("ShaderNodeLightPath").outputs["Is Glossy Ray"], factor),
        (ramp.outputs[0], bands),
        (mix.outputs[2], back.inputs["Color"]),
        (back.outputs[0], output.inputs[0]),
    ):
        tree.links.new(source, target)
    world.cycles.sampling_method, world.cycles.sample_map_resolution = "MANUAL", 64
