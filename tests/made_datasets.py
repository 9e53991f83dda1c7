"""Small datasets that tests make up, in the layouts of the real ones."""

import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from sketchapp.data.quickdraw import HELD_OUT
from sketchapp.data.split import position
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.qmul import write_qmul_coordinates

WORDS = ("apple", "boat", "cloud", "drill", "eye", "fork", "grass", "hat", "ice cream", "jail")
TEST_WORDS = tuple(word for word in WORDS if position(word) < HELD_OUT)
TRAIN_WORDS = tuple(word for word in WORDS if word not in TEST_WORDS)


def outline(rng: np.random.Generator) -> np.ndarray:
    """A closed wobbly polygon (9, 2) in the unit square."""
    angle = np.linspace(0, 2 * np.pi, 8, endpoint=False)
    radius = rng.uniform(0.15, 0.4, 8)
    points = 0.5 + radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.concatenate([points, points[:1]])


def draw_photo(path: Path, points: np.ndarray, size_px: int = 64) -> None:
    """A filled polygon on white."""
    image = Image.new("RGB", (size_px, size_px), "white")
    ImageDraw.Draw(image).polygon([tuple(p) for p in points * size_px], fill=(90, 120, 60))
    image.save(path)


def make_qmul(folder: Path, n_photos: int = 10, test_photos: int = 2, seed: int = 0) -> Path:
    """A QMUL layout: two sketches a photo, the last photos on the test side."""
    rng = np.random.default_rng(seed)
    (folder / "photo").mkdir(parents=True)
    sketches = {}
    for number in range(n_photos):
        side = "test" if number >= n_photos - test_photos else "train"
        points = outline(rng)
        draw_photo(folder / "photo" / f"item_v{number}.png", points)
        for k in (1, 2):
            wobble = np.clip(points + rng.normal(0, 0.01, points.shape), 0, 1)
            halves = [wobble[:5], wobble[4:]]
            sketches[f"/{side}/item_v{number}_{k}"] = Sketch.from_polylines(halves)
    write_qmul_coordinates(sketches, folder / "ChairV2_Coordinate")
    return folder


def make_shoev1(folder: Path, n_photos: int = 3, seed: int = 0) -> Path:
    """A ShoeV1 layout: three raster sketches a photo, with ink of varying darkness."""
    rng = np.random.default_rng(seed)
    (folder / "photo").mkdir(parents=True)
    (folder / "sketch").mkdir()
    for number in range(n_photos):
        points = outline(rng)
        draw_photo(folder / "photo" / f"{number:03}.jpg", points)
        for k in (1, 2, 3):
            image = Image.new("L", (256, 256), 255)
            line = [tuple(p) for p in points * 256]
            ImageDraw.Draw(image).line(line, fill=40 * k, width=3)
            image.save(folder / "sketch" / f"{number:03}-{k}.png")
    return folder


def make_rendered(folder: Path, n_items: int = 6, seed: int = 0) -> Path:
    """A rendered layout with its split in the file."""
    rng = np.random.default_rng(seed)
    (folder / "photo").mkdir(parents=True)
    lines = []
    for number in range(n_items):
        points = outline(rng)
        draw_photo(folder / "photo" / f"r{number}.webp", points)
        strokes = [{"part": "seat", "points": (points * 256).round(1).tolist()}]
        split = "test" if number == 0 else "train"
        lines.append(
            {"id": f"r{number}", "category": "chair", "split": split, "canvas": 256}
            | {"strokes": strokes}
        )
    text = "\n".join(json.dumps(line) for line in lines)
    (folder / "sketches.ndjson").write_text(text + "\n", encoding="utf-8")
    return folder


def make_gallery(folder: Path, n_photos: int = 6, seed: int = 0, size_px: int = 32) -> Path:
    """A gallery of chairs and shoes in turn, `p0`, `p1`, ..., with its manifest."""
    rng = np.random.default_rng(seed)
    (folder / "photo").mkdir(parents=True)
    entries = []
    for number in range(n_photos):
        name = f"photo/p{number}.png"
        draw_photo(folder / name, outline(rng), size_px)
        category = ("chair", "shoe")[number % 2]
        entries.append({"file_name": name, "id": f"p{number}", "category": category})
    lines = [json.dumps(entry) for entry in entries]
    (folder / "metadata.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def make_quickdraw(folder: Path, words: dict[str, int], seed: int = 0) -> Path:
    """Files WORD.ndjson of simplified drawings, so many of each; every third is not recognised."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True)
    for word, count in words.items():
        lines = []
        for number in range(count):
            strokes = (outline(rng) * 255).round().astype(int).T.tolist()
            record = {"word": word, "key_id": str(number), "drawing": [strokes]}
            lines.append(json.dumps(record | {"recognized": number % 3 != 2}))
        (folder / f"{word}.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
