"""Runs in the rendering environment only: bpy is not installed beside the app."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("bpy")

from sketchapp.synth.designs.material import KINDS, Material
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.photo import studio
from sketchapp.synth.photo.shading import BUILDERS
from sketchapp.synth.photo.whiten import region
from sketchapp.synth.strokes.trace import trace
from tests.synth.made_products import block, side_view


def test_every_kind_of_material_can_be_built() -> None:
    assert set(BUILDERS) == set(KINDS)


def test_a_photo_shows_the_product_where_it_is_traced_and_is_the_same_twice(
    tmp_path: Path,
) -> None:
    mesh = block("cube", (0.4, 0.4, 0.4), (0, 0, 0)).mesh
    cube = [Part("cube", mesh, Material("plastic", (0.7, 0.02, 0.02)))]
    camera = side_view(cube)
    cover = trace(cube, camera).cover
    studio.open_studio()
    photos = []
    for name in ("a.png", "b.png"):
        studio.photograph(cube, camera, region(cover), 7, tmp_path / name)
        photos.append(np.asarray(Image.open(tmp_path / name).convert("RGB"), float))
    red = photos[0][..., 0] - photos[0][..., 1] > 60
    assert (red == (cover > 0.5)).mean() > 0.98
    assert np.array_equal(photos[0], photos[1])
