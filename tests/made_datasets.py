"""Small datasets that tests make up, in the layouts of the real ones."""

import json
import struct
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from sketchapp.data.quickdraw import HELD_OUT
from sketchapp.data.split import position
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.qmul import write_qmul_coordinates
from sketchapp.sketch.formats.quickdraw import sketch_to_quickdraw
from sketchapp.sketch.formats.sketch_json import sketch_to_json

WORDS = ("apple", "boat", "cloud", "drill", "eye", "fork", "grass", "hat", "ice cream", "jail")
TEST_WORDS = tuple(word for word in WORDS if position(word) < HELD_OUT)
TRAIN_WORDS = tuple(word for word in WORDS if word not in TEST_WORDS)

SKETCHRNN_PARTS = ("train", "valid", "test")


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


def svg_of(points: np.ndarray, size: int = 800) -> str:
    """A drawing of two curved strokes as published collections have it: with paper behind it."""
    first, second = (points[:5] * size).round(1).tolist(), (points[4:] * size).round(1).tolist()
    paths = [
        "M "
        + " ".join(f"{x},{y}" for x, y in line[:1])
        + " C "
        + " ".join(f"{x},{y}" for x, y in line[1:4])
        + " L "
        + " ".join(f"{x},{y}" for x, y in line[4:])
        for line in (first, second)
    ]
    drawn = "".join(f'<path d="{path}"/>' for path in paths)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
        ' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="white"/>'
        f'<g fill="none" stroke="black" transform="translate(0,0) scale(1,1)">{drawn}</g></svg>\n'
    )


SKETCHY_PHOTOS = {"ape": ("n1_1", "n1_2", "n1_3"), "hot-air_balloon": ("n2_10", "n2_11")}
SKETCHY_TEST = ("ape/n1_3.jpg", "hot-air_balloon/n2_11.jpg")


def make_sketchy(folder: Path, seed: int = 0) -> Path:
    """The three archives of Sketchy unpacked side by side: five photos, two sketches of each."""
    rng = np.random.default_rng(seed)
    rendered = folder / "rendered_256x256" / "256x256" / "photo"
    for category, names in SKETCHY_PHOTOS.items():
        sketches = folder / "sketches-06-04" / "sketches" / category
        for variant in ("tx_000000000000", "tx_000100000000"):
            (rendered / variant / category).mkdir(parents=True)
        sketches.mkdir(parents=True)
        (sketches / "checked.txt").write_text(f"{names[0]}-1\n", encoding="utf-8")
        for name in names:
            points = outline(rng)
            for variant in ("tx_000000000000", "tx_000100000000"):
                draw_photo(rendered / variant / category / f"{name}.jpg", points)
            for k in (1, 2):
                wobble = np.clip(points + rng.normal(0, 0.01, points.shape), 0, 1)
                (sketches / f"{name}-{k}.svg").write_text(svg_of(wobble), encoding="utf-8")
    info = folder / "info-06-04" / "info"
    info.mkdir(parents=True)
    (info / "testset.txt").write_text("\n".join(SKETCHY_TEST) + "\n", encoding="utf-8")
    return folder


def make_tuberlin(folder: Path, categories: dict[str, int], seed: int = 0) -> Path:
    """svg/CATEGORY/N.svg, so many of each, and the list of files."""
    rng = np.random.default_rng(seed)
    names = [f"{category}/{n + 1}.svg" for category, k in categories.items() for n in range(k)]
    for name in names:
        path = folder / "svg" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(svg_of(outline(rng)), encoding="utf-8")
    (folder / "svg" / "filelist.txt").write_text("\n".join(names), encoding="utf-8")
    return folder


def make_folder(folder: Path, n_photos: int = 4, seed: int = 0) -> Path:
    """A folder of one's own: a sketch in each form, and a photo that has none."""
    rng = np.random.default_rng(seed)
    (folder / "photo").mkdir(parents=True)
    (folder / "sketch").mkdir()
    for number in range(n_photos):
        points = outline(rng)
        draw_photo(folder / "photo" / f"item{number}.{('jpg', 'PNG')[number % 2]}", points)
        sketch, place = Sketch.from_polylines([points[:5], points[4:]]), folder / "sketch"
        texts = {
            f"item{number}.svg": svg_of(points),
            f"item{number}-1.json": sketch_to_json(sketch),
            f"item{number}_2.ndjson": "\n".join([sketch_to_quickdraw(sketch, "x")] * 2),
        }
        (name, text) = list(texts.items())[number % 3]
        if number < n_photos - 1:
            (place / name).write_text(text, encoding="utf-8")
    return folder


def make_forensic(folder: Path, n_faces: int = 3, seed: int = 0) -> Path:
    """CUFS: photos/f-NNN-01.jpg and sketches/F2-NNN-01-sz1.jpg, shaded."""
    rng = np.random.default_rng(seed)
    (folder / "photos").mkdir(parents=True)
    (folder / "sketches").mkdir()
    for number in range(n_faces):
        points = outline(rng)
        draw_photo(folder / "photos" / f"f-{number:03}-01.jpg", points)
        image = Image.new("L", (200, 250), 235)
        line = [tuple(p) for p in points * 200]
        ImageDraw.Draw(image).polygon(line, fill=200)
        ImageDraw.Draw(image).line(line, fill=40, width=4)
        image.save(folder / "sketches" / f"F2-{number:03}-01-sz1.jpg")
    return folder


def make_outlined(folder: Path, n_photos: int = 3) -> Path:
    """Photos of dark boxes on white, each of another shape, and no sketches."""
    folder.mkdir(parents=True)
    for number in range(n_photos):
        photo = Image.new("RGB", (128, 128), "white")
        box = (20, 30, 60 + 20 * number, 100 - 10 * number)
        ImageDraw.Draw(photo).rectangle(box, fill=(60, 30, 20))
        photo.save(folder / f"box-{number}.png")
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


STROKES = (([0, 255, 0], [0, 0, 255]), ([51], [102]))
"""x and y of two strokes, as bytes."""


def packed_drawing(key: int, recognised: bool, strokes: tuple = STROKES) -> bytes:
    """A drawing of Quick, Draw!'s packed form, value by value as it is described."""
    parts = [struct.pack("<Q", key), b"DE", struct.pack("<b", recognised), struct.pack("<I", 9)]
    parts.append(struct.pack("<H", len(strokes)))
    for x, y in strokes:
        parts += [struct.pack("<H", len(x)), bytes(x), bytes(y)]
    return b"".join(parts)


STEPS = np.array([[10, 20, 0], [4, 0, 1], [0, 8, 0], [-4, 0, 1]], np.int16)
"""Two strokes of two points each, as stroke-3."""


def make_sketchrnn(path: Path, counts: tuple[int, int, int]) -> Path:
    """A file of sketch-rnn with so many drawings in train, valid and test."""
    parts = {name: np.empty(n, object) for name, n in zip(SKETCHRNN_PARTS, counts, strict=True)}
    for drawings in parts.values():
        for i in range(len(drawings)):
            drawings[i] = STEPS
    np.savez_compressed(path, allow_pickle=True, **parts)
    return path
