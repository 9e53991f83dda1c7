"""How fast photos become a gallery, and whether memory stays flat while they do.

Run `python -m benchmarks.gallery_build --photos 10000`. The photos are those of the shipped gallery
with small changes (a turn, a tint, a frame of one pixel), so that none is a duplicate. The import
runs in a process of its own, which looks at its memory at every step.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import numpy as np
import psutil
import typer
from PIL import Image, ImageEnhance, ImageOps

from sketchapp.errors import SketchAppError
from sketchapp.models.load import load_retriever
from sketchapp.retrieval.importing.build import ImportJob, build_gallery
from sketchapp.retrieval.importing.sources import FolderSource
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.visitor import OPERATOR
from sketchapp.settings import Settings

SIDE_PX = 640


@dataclass(frozen=True)
class Phase:
    """One phase of an import: seconds, photos per second, and its process's RSS in 10^6 bytes.

    early_mb is the median of the second tenth of the phase, late_mb of the last tenth.
    """

    seconds: float
    photos_per_s: float
    early_mb: float
    late_mb: float


@dataclass(frozen=True)
class BuildBench:
    """Figures of one import.

    make_s is the making of the photos, build_s the import with the start of its process, again_s
    a second import of the same folder, which decodes and encodes nothing; peak_mb its largest RSS.
    """

    n_photos: int
    photos_per_s: float
    make_s: float
    build_s: float
    again_s: float
    reading: Phase
    encoding: Phase
    peak_mb: float


@dataclass(frozen=True)
class Report:
    """What the process that imports saw at one step."""

    phase: str
    at_s: float
    resident_mb: float


def run(n_photos: int, seed: int = 0) -> BuildBench:
    """Make photos, import them in a fresh process, and import them again."""
    with tempfile.TemporaryDirectory() as place:
        folder, galleries = Path(place) / "photos", Path(place) / "galleries"
        start = perf_counter()
        make_photos(folder, n_photos, seed)
        make_s = perf_counter() - start
        build_s, told = _import_apart(folder, galleries)
        again_s, _ = _import_apart(folder, galleries)
    reports = [Report(*report) for report in told["reports"]]
    return BuildBench(
        n_photos=n_photos,
        photos_per_s=n_photos / build_s,
        make_s=make_s,
        build_s=build_s,
        again_s=again_s,
        reading=_phase("reading", reports, n_photos),
        encoding=_phase("encoding", reports, n_photos),
        peak_mb=told["peak_mb"],
    )


def make_photos(folder: Path, count: int, seed: int) -> None:
    """JPEG files of SIDE_PX from the shipped photos, each changed a little, in two folders."""
    rng = np.random.default_rng(seed)
    shipped = sorted((Settings().gallery / "photo").glob("*.webp"))
    for name in ("shoes", "bags"):
        (folder / name).mkdir(parents=True)
    for number in range(count):
        with Image.open(shipped[number % len(shipped)]) as image:
            photo = image.convert("RGB").rotate(float(rng.uniform(-5, 5)), fillcolor="white")
        photo = ImageEnhance.Color(photo).enhance(float(rng.uniform(0.6, 1.4)))
        photo = photo.resize((SIDE_PX, SIDE_PX), Image.Resampling.BILINEAR)
        photo = ImageOps.expand(photo, 1, tuple(int(v) for v in rng.integers(0, 256, 3)))
        photo.save(folder / ("shoes", "bags")[number % 2] / f"{number:06}.jpg", quality=85)


def import_folder(folder: Path, galleries: Path) -> list[Report]:
    """Import as the command line does, and look at this process's memory at every step."""
    settings = Settings()
    library = Library(galleries, settings.gallery)
    known = [one.id for one in library.visible_to(OPERATOR) if not one.is_shipped]
    job = ImportJob(FolderSource(folder), "bench", OPERATOR, add_to=known[0] if known else "")
    steps = build_gallery(library, load_retriever(settings.checkpoint), job)
    this = psutil.Process()
    start = perf_counter()
    return [
        Report(step.phase, perf_counter() - start, this.memory_info().rss / 1e6) for step in steps
    ]


def _phase(name: str, reports: list[Report], n_photos: int) -> Phase:
    inside = [report for report in reports if report.phase == name]
    seconds = inside[-1].at_s - inside[0].at_s
    resident_mb = [report.resident_mb for report in inside]
    tenth = max(len(inside) // 10, 1)
    early_mb = float(np.median(resident_mb[tenth : 2 * tenth]))
    return Phase(seconds, n_photos / seconds, early_mb, float(np.median(resident_mb[-tenth:])))


def _import_apart(folder: Path, galleries: Path) -> tuple[float, dict[str, Any]]:
    """Seconds of an import in a process of its own, and what it told."""
    command = [sys.executable, "-m", "benchmarks.gallery_build", "--work", str(folder)]
    start = perf_counter()
    ended = subprocess.run(
        [*command, "--galleries", str(galleries)], stdout=subprocess.PIPE, text=True, check=False
    )
    if ended.returncode:
        raise SketchAppError(f"the import ended with status {ended.returncode}; see above")
    return perf_counter() - start, json.loads(ended.stdout)


def main(
    photos: int = 2000,
    work: Annotated[Path | None, typer.Option(hidden=True)] = None,
    galleries: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """Measure, or (with --work) be the process that is measured."""
    if work is not None and galleries is not None:
        reports = [astuple(report) for report in import_folder(work, galleries)]
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6  # kB on Linux
        print(json.dumps({"reports": reports, "peak_mb": peak_mb}))
    else:
        print(json.dumps(asdict(run(photos)), indent=1))


if __name__ == "__main__":
    typer.run(main)
