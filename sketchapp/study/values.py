"""What an answer may be in a trial, and how it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from sketchapp.study.errors import StudyError
from sketchapp.study.items import canonical
from sketchapp.study.protocol import STEPS, PreferenceBlock, Protocol
from sketchapp.study.records import Place
from sketchapp.study.submission import SentAnswer
from sketchapp.study.trials import TrialSpec

FIELDS = {
    "retrieval": "ratings",
    "preference": "preference",
    "choice": "option",
    "attention": "step",
}
"""The field of SentAnswer that belongs to each kind of trial."""


def value_of(
    protocol: Protocol, trial: TrialSpec, sent: SentAnswer, places: Sequence[Place]
) -> str:
    """An answer as canonical JSON; StudyError where it does not fit its trial."""
    given = [name for name in FIELDS.values() if getattr(sent, name) is not None]
    if given != [FIELDS[trial.kind]]:
        raise StudyError(
            f"trial {trial.position} is of the kind {trial.kind}; answer it with"
            f" {FIELDS[trial.kind]!r} and nothing else"
        )
    value = {
        "retrieval": lambda: _ratings(sent.ratings, len(places)),
        "preference": lambda: _preference(protocol, trial, sent.preference),
        "choice": lambda: _choice(trial, sent.option),
        "attention": lambda: _attention(trial, sent.step),
    }[trial.kind]()
    return canonical(value).decode()


def _ratings(ratings: tuple[float, ...] | None, photos: int) -> dict[str, object]:
    ratings = ratings or ()
    if len(ratings) != photos:
        raise StudyError(f"{len(ratings)} ratings for {photos} photos; rate every photo")
    _check_steps(ratings)
    return {"ratings": list(ratings)}


def _preference(protocol: Protocol, trial: TrialSpec, preference: int | None) -> dict[str, object]:
    block = protocol.block(trial.block)
    assert isinstance(block, PreferenceBlock)
    if block.scale == "choice" and preference not in (-1, 1):
        raise StudyError(f"the preference is {preference}; choose -1 (left) or 1 (right)")
    left, right = trial.arrangement
    return {"preference": preference, "left": left, "right": right}


def _choice(trial: TrialSpec, option: str | None) -> dict[str, object]:
    if option not in trial.arrangement:
        raise StudyError(f"option {option!r} not found; there are: {', '.join(trial.arrangement)}")
    return {"option": option, "place": trial.arrangement.index(option)}


def _attention(trial: TrialSpec, step: float | None) -> dict[str, object]:
    _check_steps([0.0 if step is None else step])
    return {"step": step, "expected": trial.expected}


def _check_steps(ratings: Sequence[float]) -> None:
    wrong = [rating for rating in ratings if rating not in STEPS]
    if wrong:
        raise StudyError(f"rating {wrong[0]:g} is no step; allowed are {STEPS}")
