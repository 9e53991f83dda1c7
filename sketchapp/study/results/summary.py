"""Everything that is reported of a study, in one value: for the page, the report and programs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

import numpy as np

from sketchapp.study.items import ChoiceItem, Items
from sketchapp.study.order import generator_of
from sketchapp.study.protocol import ChoiceBlock, ExclusionRules, PreferenceBlock
from sketchapp.study.results.agreement import Level, krippendorff_alpha
from sketchapp.study.results.bias import ItemScore, bias_corrected
from sketchapp.study.results.choices import Share, share_of
from sketchapp.study.results.data import Answer, StudyData
from sketchapp.study.results.exclusion import Conduct, conduct_of
from sketchapp.study.results.mos import Contrast, Mos, Opinion, contrasts_of, mean_opinions

CATEGORY_UNKNOWN = "-"


@dataclass(frozen=True)
class BlockTimes:
    """Medians of the trials that count in a block, in ms; None where no clock told any."""

    block: str
    answers: int
    drawing_ms: float | None
    answer_ms: float | None


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha over the items of a block that several people answered.

    nominal for choices, ordinal for preferences on a scale; None where nothing can be said.
    """

    block: str
    level: str
    alpha: float | None
    items: int


@dataclass(frozen=True)
class Comparison:
    """Comparison scores of a pair of variants (positive: the second is better), biases removed."""

    block: str
    biases: dict[str, float]
    items: tuple[ItemScore, ...]


@dataclass(frozen=True)
class StudySummary:
    """What a study found so far; people who broke a rule are in `conduct` and nowhere else."""

    study: str
    title: str
    revision: int
    protocol_hash: str
    rules: ExclusionRules
    conduct: tuple[Conduct, ...]
    mos: tuple[Mos, ...]
    contrasts: tuple[Contrast, ...]
    preferences: tuple[Share, ...]
    choices: tuple[Share, ...]
    agreement: tuple[Agreement, ...]
    comparisons: tuple[Comparison, ...]
    times: tuple[BlockTimes, ...]

    @property
    def included(self) -> tuple[str, ...]:
        """Ids of the people whose answers are in the figures."""
        return tuple(one.person.id for one in self.conduct if not one.excluded_by)


def summarise(data: StudyData, rules: ExclusionRules | None = None) -> StudySummary:
    """The figures of a study under its own exclusion rules, or others.

    Intervals are the same whenever they are computed from the same answers: the seed is fixed.
    """
    protocol = data.bundle.protocol
    rules = rules or protocol.exclusion
    conduct = conduct_of(data, rules)
    people = {one.person.id for one in conduct if not one.excluded_by}
    rng = generator_of(data.name, "bootstrap")
    opinions = opinions_of(data, people)
    chosen, preferred = data.counted("choice", people), data.counted("preference", people)
    return StudySummary(
        study=data.name,
        title=protocol.title,
        revision=protocol.revision,
        protocol_hash=data.protocol_hash,
        rules=rules,
        conduct=conduct,
        mos=mean_opinions(opinions, rng),
        contrasts=contrasts_of(opinions),
        preferences=_preferences(preferred, rng),
        choices=_choices(data, chosen, rng),
        agreement=(
            *_agreement(data, chosen, "nominal"),
            *_agreement(data, preferred, "ordinal"),
        ),
        comparisons=_comparisons(data, preferred),
        times=_times([one for one in data.answers if one.counts and one.participant_id in people]),
    )


def summary_document(summary: StudySummary) -> dict[str, Any]:
    """A summary as JSON has it."""
    return asdict(summary) | {"rules": summary.rules.model_dump(exclude_none=True)}


def opinions_of(data: StudyData, people: set[str]) -> list[Opinion]:
    """Every rating that counts, one for each method, from the raw rows."""
    return [
        Opinion(one.participant_id, rating.method, one.category or CATEGORY_UNKNOWN, rating.value)
        for one in data.counted("retrieval", people)
        for rating in one.ratings
    ]


def is_right(data: StudyData, answer: Answer) -> bool:
    """Whether the true option was chosen."""
    return answer.value["option"] == _choice_item(data, answer).true


def preference_of(answer: Answer) -> tuple[str, str, int]:
    """The two variants in the order of their names, and how much the second is preferred, -3..3."""
    left, right = answer.value["left"], answer.value["right"]
    degree = int(answer.value["preference"])
    return (left, right, degree) if left < right else (right, left, -degree)


def by_block(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    """The answers of each block, blocks by name."""
    found: dict[str, list[Answer]] = {}
    for one in answers:
        found.setdefault(one.block, []).append(one)
    return dict(sorted(found.items()))


def _choice_item(data: StudyData, answer: Answer) -> ChoiceItem:
    item = _items_of(data, answer.protocol_hash, answer.block).item(answer.item_id or "")
    assert isinstance(item, ChoiceItem)
    return item


def _items_of(data: StudyData, protocol_hash: str, block_name: str) -> Items:
    bundle = data.bundles[protocol_hash]
    block = bundle.protocol.block(block_name)
    assert isinstance(block, (ChoiceBlock, PreferenceBlock))
    return bundle.items[block.items]


def _choices(data: StudyData, answers: list[Answer], rng: np.random.Generator) -> tuple[Share, ...]:
    shares = []
    for block, own in by_block(answers).items():
        chance = float(np.mean([1 / len(_choice_item(data, one).options) for one in own]))
        hits = [is_right(data, one) for one in own]
        shares.append(share_of(block, hits, [one.participant_id for one in own], chance, rng))
    return tuple(shares)


def _preferences(answers: list[Answer], rng: np.random.Generator) -> tuple[Share, ...]:
    """For each pair, the share that preferred the second variant; no preference is left out."""
    pairs: dict[str, list[tuple[str, bool]]] = {}
    for one in answers:
        first, second, degree = preference_of(one)
        if degree:
            name = f"{one.block}: {second} over {first}"
            pairs.setdefault(name, []).append((one.participant_id, degree > 0))
    return tuple(
        share_of(name, [hit for _, hit in own], [person for person, _ in own], 0.5, rng)
        for name, own in sorted(pairs.items())
    )


def _agreement(data: StudyData, answers: list[Answer], level: Level) -> tuple[Agreement, ...]:
    found = []
    for block, own in by_block(answers).items():
        units: dict[Hashable, list[float]] = {}
        for unit, value in zip(*_units_of(data, own), strict=True):
            units.setdefault(unit, []).append(value)
        shared = sum(len(values) > 1 for values in units.values())
        if shared:
            found.append(Agreement(block, level, krippendorff_alpha(units, level), shared))
    return tuple(found)


def _units_of(data: StudyData, answers: list[Answer]) -> tuple[list[str], list[float]]:
    """What was judged, and the value that it got, of every answer of a block.

    Protocols may give equal ids to other items: where a block had items of several contents, the
    beginning of their hash tells them apart.
    """
    protocols = {one.protocol_hash for one in answers}
    hashes = {one: _items_of(data, one, answers[0].block).hash[:8] for one in protocols}
    is_mixed = len(set(hashes.values())) > 1
    ends = {one: f" (items {hashes[one]})" if is_mixed else "" for one in protocols}
    units = [_unit(one) + ends[one.protocol_hash] for one in answers]
    return units, [_value(one) for one in answers]


def _unit(answer: Answer) -> str:
    if answer.kind == "choice":
        return str(answer.item_id)
    first, second, _ = preference_of(answer)
    return f"{answer.item_id}: {second} over {first}"


def _value(answer: Answer) -> float:
    if answer.kind == "choice":
        return float(ord(answer.value["option"]))
    return float(preference_of(answer)[2])


def _comparisons(data: StudyData, answers: list[Answer]) -> tuple[Comparison, ...]:
    """Blocks on the seven-step scale in which some items were seen by several people."""
    found = []
    for name, own in by_block(answers).items():
        block = data.bundles[own[0].protocol_hash].protocol.block(name)
        units, values = _units_of(data, own)
        is_shared = len(set(units)) < len(units)
        if isinstance(block, PreferenceBlock) and block.scale == "comparison" and is_shared:
            people = [one.participant_id for one in own]
            found.append(Comparison(name, *bias_corrected(units, people, values)))
    return tuple(found)


def _times(answers: list[Answer]) -> tuple[BlockTimes, ...]:
    return tuple(
        BlockTimes(
            block,
            len(own),
            _median([one.drawing_ms for one in own]),
            _median([one.answer_ms for one in own]),
        )
        for block, own in by_block(answers).items()
    )


def _median(times: list[float | None]) -> float | None:
    known = [time for time in times if time is not None]
    return median(known) if known else None
