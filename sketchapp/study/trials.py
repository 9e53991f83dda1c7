"""The trials of one participant, fixed by the protocol and the participant's number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sketchapp.study.bundle import Bundle
from sketchapp.study.items import ChoiceItem
from sketchapp.study.order import generator_of, shuffled, square_row
from sketchapp.study.protocol import STEPS, Block, ChoiceBlock, PreferenceBlock, RetrievalBlock

Kind = Literal["retrieval", "preference", "choice", "attention"]


@dataclass(frozen=True)
class TrialSpec:
    """One trial: where it stands, and what in it was left to chance.

    arrangement: of retrieval the methods in the order of their places, of preference the variants
    left and right, of choice the option ids as listed. expected is the step that an attention check
    asks for.
    """

    position: int
    block: str
    kind: Kind
    is_practice: bool = False
    item_id: str | None = None
    arrangement: tuple[str, ...] = ()
    expected: float | None = None

    @property
    def counts(self) -> bool:
        """Whether the answer enters the statistics."""
        return not self.is_practice and self.kind != "attention"


def trials_of(bundle: Bundle, number: int) -> tuple[TrialSpec, ...]:
    """All trials of participant `number` (from 0) in order, position 0 first."""
    protocol = bundle.protocol
    names = [block.name for block in protocol.blocks]
    if protocol.order == "latin-square":
        names = square_row(names, number, protocol.seed, "blocks")
    specs: list[TrialSpec] = []
    for name in names:
        specs += _block_trials(bundle, protocol.block(name), number, len(specs))
    return tuple(specs)


def _block_trials(bundle: Bundle, block: Block, number: int, first: int) -> list[TrialSpec]:
    rng = generator_of(bundle.protocol.seed, block.name, number)
    kind, practice = _kind(block), block.practice
    trials = [
        TrialSpec(0, block.name, kind, at < practice, item, arrangement)
        for at, (item, arrangement) in enumerate(_shown(bundle, block, number, rng))
    ]
    # never before the first trial that counts
    places = rng.integers(1, block.trials + 1, block.attention) + practice
    for place in sorted(places.tolist(), reverse=True):
        step = float(rng.choice(STEPS))
        trials.insert(place, TrialSpec(0, block.name, "attention", expected=step))
    return [replace(trial, position=first + at) for at, trial in enumerate(trials)]


def _kind(block: Block) -> Kind:
    if isinstance(block, RetrievalBlock):
        return "retrieval"
    return "preference" if isinstance(block, PreferenceBlock) else "choice"


def _shown(
    bundle: Bundle, block: Block, number: int, rng: np.random.Generator
) -> list[tuple[str | None, tuple[str, ...]]]:
    """Item and arrangement of each trial, practice first."""
    count = block.practice + block.trials
    if isinstance(block, RetrievalBlock):
        return [(None, _methods(bundle, block, number, at)) for at in range(count)]
    if isinstance(block, PreferenceBlock):
        pairs = shuffled(bundle.pairs_of(block), rng)[:count]
        sides = shuffled([at % 2 for at in range(count)], rng)  # each side half of the time
        return [
            (item, (b, a) if turned else (a, b))
            for (item, a, b), turned in zip(pairs, sides, strict=True)
        ]
    assert isinstance(block, ChoiceBlock)
    chosen = shuffled(bundle.questions_of(block), rng)[:count]
    return [(item, tuple(shuffled(_option_ids(bundle, block, item), rng))) for item in chosen]


def _methods(bundle: Bundle, block: RetrievalBlock, number: int, at: int) -> tuple[str, ...]:
    """Methods in the order of a Latin square's rows, so that each stands in each place equally."""
    names = [method.name for method in block.methods]
    purpose = f"places of {block.name} for {number}"
    return tuple(square_row(names, at, bundle.protocol.seed, purpose))


def _option_ids(bundle: Bundle, block: ChoiceBlock, item_id: str) -> list[str]:
    item = bundle.items[block.items].item(item_id)
    assert isinstance(item, ChoiceItem)
    return [option.id for option in item.options]
