"""Started twice by torchrun: trains a few steps, and prints what this process ends with."""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from sketchapp.training.generator.fit import Budget, fit_generator
from sketchapp.training.generator.run import GeneratorRun
from sketchapp.training.workers import find_workers
from tests.training.generator.made_photos import TINY_RECIPE, made_photos


def main(folder: Path) -> None:
    torch.set_num_threads(1)
    workers = find_workers()
    run = GeneratorRun(TINY_RECIPE, ("chair", "shoe")).to(workers.device)
    measured: list[int] = []
    budget = Budget(folder / "state", max_minutes=5)
    fit_generator(run, made_photos(), workers, budget, lambda now: measured.append(now.step))
    weights = [w.detach().double().sum() for w in run.average.parameters()]
    ended = [workers.index, workers.count, run.step, measured, run.sure, run.probability]
    result = [*ended, float(torch.stack(weights).sum()), float(run.generator.mean_latent.sum())]
    (folder / f"{workers.index}.txt").write_text(repr(result), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
