"""What a run leaves behind as it goes: a line of figures and a grid of photos."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sketchapp.training.generator.grid import grid_of, write_picture
from sketchapp.training.generator.kid import KidMeter
from sketchapp.training.generator.run import GeneratorRun


@dataclass(frozen=True)
class Figures:
    """Measured on the averaged weights after some steps; images are real photos shown.

    ada_probability is how often photos are augmented; kid_squeezenet is None without a meter.
    """

    step: int
    images: int
    seconds: float
    ada_probability: float
    kid_squeezenet: float | None


@dataclass(frozen=True)
class Progress:
    """Where the figures and grids of the run that ends in `out` go, and what measures it."""

    out: Path
    meter: KidMeter | None

    @property
    def figures_path(self) -> Path:
        """One JSON object a line."""
        return self.out.with_suffix(".progress.jsonl")

    def grid_path(self, step: int) -> Path:
        """The grid after this step."""
        return self.out.with_suffix(".grids") / f"{step:07}.png"

    def __call__(self, run: GeneratorRun) -> None:
        """Measure a run, and write what came out."""
        figures = self.measure(run)
        self.figures_path.parent.mkdir(parents=True, exist_ok=True)
        with self.figures_path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(figures)) + "\n")
        write_picture(self.grid_path(run.step), grid_of(run.average))

    def measure(self, run: GeneratorRun) -> Figures:
        """The figures of a run as it is."""
        samples = run.recipe.kid_samples
        distance = None if self.meter is None else self.meter.measure(run.average, samples)
        return Figures(
            step=run.step,
            images=run.step * run.recipe.batch,
            seconds=round(run.seconds, 1),
            ada_probability=round(run.probability, 4),
            kid_squeezenet=distance,
        )
