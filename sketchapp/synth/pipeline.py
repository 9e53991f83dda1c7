"""From items of the catalogue to photos and strokes in a folder."""

import io
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from tqdm import tqdm

from sketchapp.synth.checks import RejectedItemError, check_parts, check_tracing
from sketchapp.synth.designs.catalogue import Item, built
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.photo.camera import PHOTO_PX, Camera
from sketchapp.synth.photo.whiten import Box, region, whiten
from sketchapp.synth.store import Store, write_atomic
from sketchapp.synth.strokes.trace import Tracing, trace

# (parts, camera, box to render, seed, file to write) -> None; see photo.studio.photograph
Photograph = Callable[[Sequence[Part], Camera, Box, int, Path], None]

WEBP_QUALITY = 90
SHAPE_TOLERANCE = 2e-4


@dataclass(frozen=True)
class Traced:
    """An item that passed all checks, ready for its photo."""

    item: Item
    parts: list[Part]
    camera: Camera
    tracing: Tracing


def traced(item: Item) -> Traced:
    """Build and trace an item; RejectedItemError where it must not enter the gallery."""
    parts, camera = built(item)
    check_parts(parts)
    tracing = trace(parts, camera)
    check_tracing(tracing)
    return Traced(item, parts, camera, tracing)


def record_of(work: Traced) -> dict[str, Any]:
    """The JSON record of an item; points in photo pixels with one decimal."""
    item = work.item
    strokes = [
        {"part": stroke.part, "points": np.round(stroke.points, 1).tolist()}
        for stroke in work.tracing.strokes
    ]
    return {
        "id": item.id,
        "category": item.category,
        "family": item.family,
        "params": dict(item.design),
        "view": dict(item.view),
        "seed": item.seed,
        "split": item.split,
        "canvas": PHOTO_PX,
        "strokes": strokes,
        "shape": shape_of(work.parts),
    }


def shape_of(parts: Sequence[Part]) -> list[float]:
    """A few numbers that change with the geometry: strokes fit no photo of another shape."""
    vertices = np.concatenate([part.mesh.vertices for part in parts])
    numbers = [len(parts), len(vertices), *vertices.mean(0), *vertices.std(0)]
    return [round(float(number), 5) for number in numbers]


def missing(store: Store, items: Sequence[Item]) -> list[Item]:
    """The items that still have to be rendered: not done, not failed, not dropped."""
    skip = store.failures().keys() | store.dropped().keys()
    return [item for item in items if item.id not in skip and not store.has(item.id)]


def render(store: Store, items: Sequence[Item], photograph: Photograph) -> Iterator[str]:
    """Render and trace items; yields a sentence for each that fails."""
    store.create()
    with tempfile.TemporaryDirectory() as scratch:
        for item in tqdm(items, unit="item", smoothing=0.05):
            reason = _render_one(store, item, photograph, Path(scratch) / "photo.png")
            if reason:
                store.fail(item.id, reason)
                yield f"{item.id}: {reason}"


def _render_one(store: Store, item: Item, photograph: Photograph, scratch: Path) -> str:
    """Empty where the item is done, else why not: one bad item must not stop a batch."""
    try:
        work = traced(item)
        photo = _photo(work, photograph, scratch)
        store.write(record_of(work))
        write_atomic(store.photo(item.id), photo)
    except RejectedItemError as error:
        return str(error)
    except Exception:
        return traceback.format_exc(limit=-3)
    return ""


def _photo(work: Traced, photograph: Photograph, scratch: Path) -> bytes:
    """The photo as WebP."""
    cover = work.tracing.cover
    box = region(cover)
    photograph(work.parts, work.camera, box, work.item.seed, scratch)
    raw = np.asarray(Image.open(scratch).convert("RGB"), float) / 255
    white = (whiten(raw, cover, box) * 255).round().astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(white).save(file, "WEBP", quality=WEBP_QUALITY, method=6)
    return file.getvalue()


def retrace(store: Store, items: Sequence[Item]) -> Iterator[str]:
    """Compute the strokes of rendered items again; yields a sentence for each that fails.

    An item whose shape is no longer that of its photo keeps its strokes: render it anew.
    """
    done = set(store.done())
    for item in tqdm([item for item in items if item.id in done], unit="item"):
        reason = _retrace_one(store, item)
        if reason:
            yield f"{item.id}: {reason}"


def _retrace_one(store: Store, item: Item) -> str:
    try:
        work = traced(item)
    except RejectedItemError as error:
        return str(error)
    except Exception:
        return traceback.format_exc(limit=-3)
    record = record_of(work)
    before = store.read(item.id)
    if not _same_shape(record["shape"], before["shape"]) or record["view"] != before["view"]:
        return "the photo shows another shape; delete it and render it again"
    store.write(record)
    return ""


def _same_shape(a: list[float], b: list[float]) -> bool:
    return len(a) == len(b) and bool(np.allclose(a, b, rtol=0, atol=SHAPE_TOLERANCE))
