"""The protocol that `study new` writes: the papers' numbers, to be changed."""

from __future__ import annotations

from sketchapp.study.errors import ProtocolError
from sketchapp.study.protocol import (
    AnyBlock,
    ChoiceBlock,
    Consent,
    ExclusionRules,
    Method,
    PreferenceBlock,
    Protocol,
    RetrievalBlock,
)

CONSENT = """\
You are asked to take part in a study of how people draw and how programs understand it.
What you draw, with the times of your strokes, and what you answer is stored under a random code.
No name and no address is stored. You may stop at any time, and delete all that you gave with your
code.
"""

METHODS = (
    Method(name="ours", weights="retriever.safetensors"),
    Method(name="softmax", weights="softmax.safetensors"),
    Method(name="triplet", weights="triplet.safetensors"),
)
QUESTIONS = (
    "transparency-correct",
    "transparency-incorrect",
    "fairness-category",
    "fairness-photo",
    "trustworthiness",
)


def new_protocol(name: str, kinds: tuple[str, ...]) -> Protocol:
    """A protocol with the blocks of these kinds; ProtocolError for an unknown one."""
    blocks: list[AnyBlock] = []
    for kind in kinds:
        if kind not in KINDS:
            raise ProtocolError(f"kind {kind!r} not found; there are: {', '.join(KINDS)}")
        blocks += KINDS[kind]
    return Protocol(
        version=1,
        name=name,
        revision=1,
        title="Drawing and finding",
        consent=Consent(version="1", text=CONSENT),
        blocks=tuple(blocks),
        exclusion=ExclusionRules(
            max_attention_failures=1, min_answered_share=0.5, max_same_rating_share=0.95
        ),
    )


KINDS: dict[str, list[AnyBlock]] = {
    "retrieval": [RetrievalBlock(kind="retrieval", name="rating", methods=METHODS, attention=2)],
    "preference": [
        PreferenceBlock(
            kind="preference", name="cleaning", trials=50, attention=1, items="cleaning.items.json"
        )
    ],
    "choice": [
        ChoiceBlock(
            kind="choice",
            name=f"{question}-{explanation}",
            question=question,
            explanation=explanation,
            items=f"{question}-{explanation}.items.json",
        )
        for explanation in ("sla", "psla")
        for question in QUESTIONS
    ],
}
