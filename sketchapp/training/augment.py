"""Variation of drawings and photos in training; every function draws from the generator given."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchapp.data.dataset import Lines
from sketchapp.sketch.frame import Frame
from sketchapp.sketch.raster import RasterStyle, Segments, rasterise_segments
from sketchapp.training.recipe import PhotoAugmentation, SketchAugmentation

MIN_STROKES_TO_DROP = 4
WARP_WAVES = 3  # waves per axis of the smooth displacement


def varied_ink(
    lines: Lines,
    style: RasterStyle,
    amount: SketchAugmentation,
    flip: bool,
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Ink (H, W) of a drawing as somebody else might have drawn it."""
    if not len(lines.points):
        return np.zeros((style.size_px, style.size_px), np.float32)
    segments = drop_strokes(lines, amount.drop_probability, rng)
    points = warp(affine(lines.points, amount, rng), amount.warp, rng)
    if flip:
        points = points * [-1.0, 1.0]
    drawn = Lines(points, segments).drawn_points()
    share = style.ink_share * (1 + amount.frame_jitter * rng.standard_normal())
    frame = Frame.around(drawn, style.size_px, float(np.clip(share, 0.5, 0.95)))
    points_px = frame.to_px(points) + amount.shift * style.size_px * rng.standard_normal(2)
    return rasterise_segments(points_px, segments, style, frame).ink.astype(np.float32)


def drop_strokes(lines: Lines, probability: float, rng: np.random.Generator) -> Segments:
    """The segments without strokes left out at random; at least half of the strokes stay."""
    segments = lines.segments
    n_strokes = int(segments.stroke.max()) + 1
    if not lines.has_strokes or n_strokes < MIN_STROKES_TO_DROP:
        return segments
    draw = rng.random(n_strokes)
    keep = (draw >= probability) | (draw >= np.median(draw))
    kept = keep[segments.stroke]
    return Segments(segments.ends[kept], segments.stroke[kept])


def affine(
    points: NDArray[np.float64], amount: SketchAugmentation, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Points (T, 2) turned, stretched and sheared about their centre."""
    angle = np.deg2rad(amount.rotation_deg) * rng.standard_normal()
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    stretch = np.diag(np.exp(amount.scale * rng.standard_normal(2)))
    shear = np.array([[1.0, amount.shear * rng.standard_normal()], [0.0, 1.0]])
    centre = (points.min(0) + points.max(0)) / 2
    return (points - centre) @ (turn @ stretch @ shear).T + centre


def warp(
    points: NDArray[np.float64], amount: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Points (T, 2) moved by a smooth random field, `amount` of their extent on average."""
    low, extent = points.min(0), float(np.ptp(points, axis=0).max()) or 1.0
    place = (points - low) / extent  # (T, 2) in 0..1
    waves = np.arange(1, WARP_WAVES + 1) / 2
    moved = points.copy()
    for axis in range(2):
        weight = rng.standard_normal((WARP_WAVES, WARP_WAVES)) / np.outer(waves, waves)
        phase = rng.uniform(0, 2 * np.pi, (2, WARP_WAVES))
        x = np.sin(2 * np.pi * place[:, :1] * waves + phase[0])  # (T, waves)
        y = np.sin(2 * np.pi * place[:, 1:] * waves + phase[1])
        field = np.einsum("ti,ij,tj->t", x, weight, y) / np.linalg.norm(weight) * 2
        moved[:, axis] += amount * extent * field
    return moved


def varied_photos(
    photos: Tensor,
    size_px: int,
    amount: PhotoAugmentation,
    flips: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Tensor:
    """Photos (B, 3, h, w) zoomed, shifted, flipped and recoloured: (B, 3, size_px, size_px)."""
    count = len(photos)
    zoom = np.exp(amount.zoom * rng.standard_normal(count))
    transform = np.zeros((count, 2, 3), np.float32)
    transform[:, 0, 0] = np.where(flips, -zoom, zoom)
    transform[:, 1, 1] = zoom
    transform[:, :, 2] = 2 * amount.shift * rng.standard_normal((count, 2))
    grid = torch.nn.functional.affine_grid(
        torch.from_numpy(transform), [count, 3, size_px, size_px], align_corners=False
    )
    moved = (
        torch.nn.functional.grid_sample(photos - 1, grid, align_corners=False) + 1
    )  # white around
    return recolour(moved, amount, rng)


def recolour(photos: Tensor, amount: PhotoAugmentation, rng: np.random.Generator) -> Tensor:
    """Darker or lighter by a power, which keeps white white; some in grey."""
    count = len(photos)
    power = np.exp(amount.brightness * rng.standard_normal((count, 3, 1, 1)))
    coloured = photos.clamp(1e-4, 1) ** torch.from_numpy(power.astype(np.float32))
    grey = torch.from_numpy(rng.random(count) < amount.grey_probability)[:, None, None, None]
    return torch.where(grey, coloured.mean(1, keepdim=True), coloured)
