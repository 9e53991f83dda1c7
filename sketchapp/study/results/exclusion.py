"""Who is left out, by the rules of a protocol or of a file: always from the raw answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median

from sketchapp.study.protocol import ExclusionRules
from sketchapp.study.results.data import Answer, Person, StudyData

LEAST_RATINGS = 10  # fewer may all be the same by chance


@dataclass(frozen=True)
class Conduct:
    """How a participant answered: what the rules look at, and which of them exclude."""

    person: Person
    attention_checks: int
    attention_failures: int
    answered_share: float
    median_answer_ms: float | None
    same_rating_share: float | None
    excluded_by: tuple[str, ...]


def conduct_of(data: StudyData, rules: ExclusionRules) -> tuple[Conduct, ...]:
    """Everyone's conduct, by number."""
    own: dict[str, list[Answer]] = {person.id: [] for person in data.people}
    for answer in data.answers:
        if answer.is_current and answer.participant_id in own:
            own[answer.participant_id].append(answer)
    return tuple(_conduct(data, person, own[person.id], rules) for person in data.people)


def _conduct(
    data: StudyData, person: Person, answers: list[Answer], rules: ExclusionRules
) -> Conduct:
    checks = [one.value for one in answers if one.kind == "attention"]
    failures = sum(value["step"] != value["expected"] for value in checks)
    counted = [one for one in answers if one.counts]
    share = len(counted) / sum(trial.counts for trial in data.trials(person))
    times = [one.answer_ms for one in counted if one.answer_ms is not None]
    typical_ms = median(times) if times else None
    same = _same_share([rating for one in counted for rating in one.value.get("ratings", ())])
    broken = {
        "max_attention_failures": _above(failures, rules.max_attention_failures),
        "min_answered_share": _below(share, rules.min_answered_share),
        "min_median_answer_ms": _below(typical_ms, rules.min_median_answer_ms),
        "max_same_rating_share": _above(same, rules.max_same_rating_share),
    }
    excluded_by = tuple(name for name, is_broken in broken.items() if is_broken)
    return Conduct(person, len(checks), failures, share, typical_ms, same, excluded_by)


def _above(value: float | None, limit: float | None) -> bool:
    return value is not None and limit is not None and value > limit


def _below(value: float | None, limit: float | None) -> bool:
    return value is not None and limit is not None and value < limit


def _same_share(ratings: list[float]) -> float | None:
    """Of the most frequent rating."""
    if len(ratings) < LEAST_RATINGS:
        return None
    return Counter(ratings).most_common(1)[0][1] / len(ratings)
