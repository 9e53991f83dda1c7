"""Find the habits of the people who drew a set of sketches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchapp.synth.simulator.clean import CleanDrawing
from sketchapp.synth.simulator.distance import (
    distances,
    distances_between_halves,
    mean_distance,
)
from sketchapp.synth.simulator.habits import BOUNDS, Habits
from sketchapp.synth.simulator.search import SearchBudget, minimise
from sketchapp.synth.simulator.simulate import simulate
from sketchapp.synth.simulator.statistics import Drawing, Statistics, measure

NOT_SEARCHED = frozenset({"spacing"})  # measured directly
CHECK_SEED = 1  # of the simulated sketches that the report measures: others than the search saw


def _unchanged(drawing: Drawing) -> Drawing:
    return drawing


@dataclass(frozen=True, eq=False)
class Target:
    """Real drawings, and the clean drawings of such things that the simulator starts from.

    order is False where the real drawings do not tell theirs; `seen_as` then makes of a simulated
    drawing what the real ones are, e.g. the traced picture of it. most_strokes is where the source
    cut its drawings. dial, if given, is the (mean, spread) of the abstraction of these people;
    otherwise it is fitted.
    """

    name: str
    real: tuple[Drawing, ...]
    clean: tuple[CleanDrawing, ...]
    order: bool = True
    most_strokes: int = 500
    seen_as: Callable[[Drawing], Drawing] = field(default=_unchanged)
    dial: tuple[float, float] | None = None
    weight: float = 1.0

    def habits(self, habits: Habits) -> Habits:
        """The same hand, as abstract as these people."""
        if self.dial is None:
            return habits
        return replace(habits, dial_mean=self.dial[0], dial_spread=self.dial[1])


@dataclass(frozen=True)
class FitBudget:
    """Work of a fit: the search, and simulated drawings per trial (things, and each again)."""

    search: SearchBudget = field(default_factory=SearchBudget)
    things: int = 60
    drawings_per_thing: int = 3
    seed: int = 0


@dataclass(frozen=True)
class TargetReport:
    """Distances of one target by statistic.

    before: with the default habits, after: with the fitted ones, halves: of the real data.
    """

    name: str
    n_real: int
    before: dict[str, float]
    after: dict[str, float]
    halves: dict[str, float]

    def as_record(self) -> dict[str, Any]:
        """Number of real drawings, mean distances, and all of them by statistic."""
        columns = {"before": self.before, "after": self.after, "halves": self.halves}
        return {
            "n_real": self.n_real,
            "mean": {when: mean_distance(column) for when, column in columns.items()},
            "statistics": {
                name: {when: column.get(name) for when, column in columns.items()}
                for name in self.after
            },
        }


@dataclass(frozen=True)
class FitReport:
    """The habits found, and how near they come to each target."""

    habits: Habits
    targets: tuple[TargetReport, ...]

    def as_record(self) -> dict[str, Any]:
        """For a JSON file: habits, and per target the mean and each statistic's distances."""
        return {"habits": asdict(self.habits)} | {
            report.name: report.as_record() for report in self.targets
        }


def fit_habits(
    targets: Sequence[Target],
    start: Habits,
    budget: FitBudget,
    fixed: frozenset[str] = frozenset(),
) -> FitReport:
    """The habits, near `start`, whose drawings measure like the real ones of all targets.

    Every trial draws with the same random numbers, so that trials differ by their habits alone.
    Habits named in `fixed` keep their start value.
    """
    free = [name for name in BOUNDS if name not in NOT_SEARCHED | fixed]
    real = [measure(target.real, order=target.order) for target in targets]

    def cost(place: NDArray[np.float64]) -> float:
        habits = habits_at(place, free, start)
        return sum(
            target.weight * mean_distance(distances(_simulated(target, habits, budget), measured))
            for target, measured in zip(targets, real, strict=True)
        )

    rng, unfitted = np.random.default_rng(budget.seed), Habits(spacing=start.spacing)
    found = habits_at(minimise(cost, place_of(start, free), budget.search, rng), free, start)
    check = replace(budget, things=2 * budget.things, seed=budget.seed + CHECK_SEED)
    return FitReport(found, tuple(report_on(t, unfitted, found, check) for t in targets))


def report_on(target: Target, before: Habits, after: Habits, budget: FitBudget) -> TargetReport:
    """The distances of a target with two hands, and between halves of its own drawings."""
    real = measure(target.real, order=target.order)
    found = [distances(_simulated(target, h, budget), real) for h in (before, after)]
    rng = np.random.default_rng(budget.seed)
    halves = distances_between_halves(target.real, rng, order=target.order)
    return TargetReport(target.name, len(target.real), found[0], found[1], halves)


def habits_at(place: NDArray[np.float64], names: Sequence[str], start: Habits) -> Habits:
    """The habits at a point of the unit box that stands for the bounds of `names`."""
    low, high = np.array([BOUNDS[name] for name in names]).T
    values = low + place * (high - low)
    return replace(start, **dict(zip(names, values.tolist(), strict=True)))


def place_of(habits: Habits, names: Sequence[str]) -> NDArray[np.float64]:
    """The inverse of `habits_at`."""
    low, high = np.array([BOUNDS[name] for name in names]).T
    return (np.array([getattr(habits, name) for name in names]) - low) / (high - low)


def simulated_drawings(target: Target, habits: Habits, budget: FitBudget) -> list[Drawing]:
    """Drawings of the target's things by several people each, as the target would show them."""
    rng = np.random.default_rng(budget.seed)
    hand = target.habits(habits)
    drawings = []
    # a target of small weight needs fewer samples: their noise weighs little too
    things = max(1, round(budget.things * target.weight**0.5))
    for number in rng.permutation(len(target.clean))[:things].tolist():
        for child in rng.spawn(budget.drawings_per_thing):
            lines = simulate(target.clean[number], hand.draw_abstraction(child), hand, child)
            drawing = Drawing(str(number), tuple(lines[: target.most_strokes]))
            drawings.append(target.seen_as(drawing))
    return drawings


def _simulated(target: Target, habits: Habits, budget: FitBudget) -> Statistics:
    return measure(simulated_drawings(target, habits, budget), order=target.order)
