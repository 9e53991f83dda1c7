from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.centre_lines import lines_of_picture
from sketchapp.data.registry import load_dataset, load_labelled
from sketchapp.synth.simulator.distance import distances, mean_distance
from sketchapp.synth.simulator.fit import (
    FitBudget,
    Target,
    fit_habits,
    habits_at,
    place_of,
    simulated_drawings,
)
from sketchapp.synth.simulator.fitted import habits_of
from sketchapp.synth.simulator.habits import Habits
from sketchapp.synth.simulator.search import SearchBudget
from sketchapp.synth.simulator.statistics import Drawing, measure
from sketchapp.synth.simulator.targets import (
    clean_drawings,
    recorded_spacing,
    target_of_doodles,
    target_of_pairs,
)
from sketchapp.synth.simulator.traced import as_traced_picture, traced
from tests.conftest import REPOSITORY
from tests.synth.simulator.made_drawings import chair

SMALL = FitBudget(SearchBudget(generations=6, points=8), things=1, drawings_per_thing=12)
SLOPPY = replace(Habits(), omit=1.2, shift=0.05, overshoot=0.06, dial_mean=0.9, top_first=3.0)


def made_target() -> Target:
    """Drawings of a chair by a hand that is known."""
    people = Target("made", (), (chair(),))
    drawn = simulated_drawings(people, SLOPPY, replace(SMALL, seed=9))
    return replace(people, real=tuple(Drawing(str(i // 3), d.lines) for i, d in enumerate(drawn)))


def test_fit_comes_nearer_to_a_hand_that_is_known() -> None:
    report = fit_habits([made_target()], Habits(), SMALL)
    (found,) = report.targets
    assert mean_distance(found.after) < 0.75 * mean_distance(found.before)
    assert found.n_real == 12


def test_fit_is_repeatable_and_leaves_fixed_habits_alone() -> None:
    budget = replace(SMALL, search=SearchBudget(2, 10), drawings_per_thing=8)
    fixed = frozenset({"omit", "tremor"})
    one, again = (fit_habits([made_target()], Habits(), budget, fixed) for _ in range(2))
    assert one.habits == again.habits
    assert (one.habits.omit, one.habits.tremor) == (Habits().omit, Habits().tremor)
    assert one.habits.spacing == Habits().spacing  # measured, never searched
    assert one.habits.shift != Habits().shift


def test_report_goes_into_json() -> None:
    budget = replace(SMALL, search=SearchBudget(1, 2))
    record = json.loads(json.dumps(fit_habits([made_target()], Habits(), budget).as_record()))
    assert set(record) == {"habits", "made"}
    assert set(record["made"]["statistics"]["ink"]) == {"before", "after", "halves"}


def test_places_of_the_box_stand_for_habits() -> None:
    names = ["omit", "shift", "top_first"]
    assert place_of(habits_at(np.array([0.1, 0.5, 0.9]), names, Habits()), names) == pytest.approx(
        [0.1, 0.5, 0.9]
    )


def test_a_source_that_cut_its_drawings_is_compared_with_cut_ones() -> None:
    careful = replace(Habits(), dial_mean=0.0, dial_spread=0.0)
    cut = replace(made_target(), most_strokes=3)
    assert {len(drawing.lines) for drawing in simulated_drawings(cut, careful, SMALL)} == {3}


def test_people_of_a_known_dial_keep_it() -> None:
    hurried = replace(made_target(), dial=(0.9, 0.1)).habits(Habits())
    assert (hurried.dial_mean, hurried.dial_spread) == (0.9, 0.1)
    assert replace(hurried, dial_mean=0.5, dial_spread=0.2) == Habits()


@pytest.fixture(scope="module")
def gallery() -> str:
    return f"rendered:{REPOSITORY / 'assets' / 'gallery'}"


QUICK = FitBudget(things=30, drawings_per_thing=2, seed=5)


def distance_of(target: Target, habits: Habits) -> float:
    real = measure(target.real, order=target.order)
    drawn = measure(simulated_drawings(target, habits, QUICK), order=target.order)
    return mean_distance(distances(drawn, real))


def test_shipped_habits_beat_the_defaults_on_chairv2(research_data: Path, gallery: str) -> None:
    dataset = load_dataset(f"qmul:{research_data / 'ChairV2'}")
    chairs = clean_drawings(load_dataset(gallery, "train"), "chair")
    target = target_of_pairs(dataset.only(photo.id for photo in dataset.photos[:60]), chairs)
    assert recorded_spacing(target.real) == pytest.approx(habits_of("chair").spacing, rel=0.05)
    assert distance_of(target, habits_of("chair")) < 0.9 * distance_of(target, Habits())


def test_shipped_habits_beat_the_defaults_on_shoev1(research_data: Path, gallery: str) -> None:
    every = sorted((research_data / "ShoeV1" / "sketch").glob("*.png"))
    pictures = [path for path in every if int(path.stem.rpartition("-")[0]) % 6 == 0]
    real = tuple(
        Drawing(path.stem.rpartition("-")[0], traced(lines_of_picture(path))) for path in pictures
    )
    shoes = clean_drawings(load_dataset(gallery, "train"), "shoe")
    target = Target("shoev1", real, shoes, order=False, seen_as=as_traced_picture)
    assert distance_of(target, habits_of("shoe")) < distance_of(target, Habits())


@pytest.mark.parametrize("category", ["chair", "shoe"])
def test_the_far_end_of_the_dial_is_nearer_to_doodles(
    research_data: Path, gallery: str, category: str
) -> None:
    doodles = load_labelled(f"quickdraw:{research_data / 'quickdraw' / 'raw'}")
    clean = clean_drawings(load_dataset(gallery, "train"), category)
    target = target_of_doodles("quickdraw", doodles.of(category), clean)
    halfway = replace(target, dial=(0.4, 0.1))
    assert distance_of(target, habits_of(category)) < distance_of(halfway, habits_of(category))
