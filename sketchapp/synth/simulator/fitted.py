"""Fitted habits, as `python -m sketchapp train simulator` finds them and writes them with --json.

chair: ChairV2 (train keys). shoe: ShoeV1, whose pictures show no order, which is that of chairs.
Quick, Draw! chairs and shoes stand for the clumsy end. See docs/simulator.md.
"""

from __future__ import annotations

from sketchapp.synth.simulator.habits import Habits, mean_habits

HABITS: dict[str, Habits] = {
    "chair": Habits(
        thin=0.06287,
        omit=1.214,
        omit_error=0.2915,
        join_part=0.7815,
        join_other=0.2734,
        split=0.3086,
        redraw=0.05342,
        proportion=0.3069,
        slant=0.075,
        warp=0.007191,
        shift=0.008414,
        scale=0.04597,
        turn=0.01901,
        bow=0.03276,
        tremor=0.002161,
        rounding=0.006528,
        overshoot=0.01921,
        big_first=1.706,
        top_first=1.186,
        left_first=0.8264,
        near_next=0.6458,
        order_noise=0.5951,
        spacing=0.0661,
        dial_mean=0.5018,
        dial_spread=0.1773,
    ),
    "shoe": Habits(
        thin=0.06834,
        omit=0.7989,
        omit_error=0.2871,
        join_part=0.6996,
        join_other=0.3053,
        split=0.2412,
        redraw=0.183,
        proportion=0.4,
        slant=0.07267,
        warp=0.007549,
        shift=0.02435,
        scale=0.07219,
        turn=0.0213,
        bow=0.02213,
        tremor=0.01515,
        rounding=0.01487,
        overshoot=0.0176,
        big_first=1.41,
        top_first=0.6086,
        left_first=0.7858,
        near_next=0.5174,
        order_noise=0.5671,
        spacing=0.02,
        dial_mean=0.3663,
        dial_spread=0.2241,
    ),
}
"""By category."""

AVERAGE = mean_habits(HABITS["chair"], HABITS["shoe"])


def habits_of(category: str) -> Habits:
    """The habits of people who draw things of a category; the average where none were measured."""
    return HABITS.get(category, AVERAGE)
