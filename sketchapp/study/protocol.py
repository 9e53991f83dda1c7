"""The protocol of a study: one JSON file that says all that participants will meet.

Kinds of trial and where they come from:
- retrieval: draw, and rate the best photo of every method on nine steps from 1 to 5 (abstraction-
  aware retrieval paper, appendix F);
- preference: two drawings side by side, which is the better one (stroke attribution paper, 5.2);
- choice: a multiple-choice question with one right answer (the same paper, Sec. 6).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sketchapp.study.errors import ProtocolError

FORMAT_VERSION = 1
MAX_FILE_BYTES = 1_000_000
MAX_TRIALS = 1000
MAX_METHODS = 12
STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0)
"""The nine steps of a rating, from bad to excellent."""

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Label = Annotated[str, Field(min_length=1, max_length=200)]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
Count = Annotated[int, Field(ge=1, le=MAX_TRIALS)]
Few = Annotated[int, Field(ge=0, le=20)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]

Question = Literal[
    "transparency-correct",
    "transparency-incorrect",
    "fairness-category",
    "fairness-photo",
    "trustworthiness",
]
"""The five questions of Sec. 6 of the stroke attribution paper, in its order."""

Explanation = Literal["sla", "psla"]
Variant = Literal["drawn", "sla", "psla"]


class Strict(BaseModel):
    """A value from a file: no unknown keys, no conversions, no changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Consent(Strict):
    """What a participant agrees to; a changed text needs another version."""

    version: Label
    text: Annotated[str, Field(min_length=1, max_length=20_000)]


class Method(Strict):
    """A retriever under the name by which its ratings are reported; participants never see it.

    weights is a file in the folder of the page's own weights: a retriever's, or a sketch-to-photo
    network's, whose photo of the sketch is then searched with.
    """

    name: Name
    weights: FileName


class Block(Strict):
    """Trials of one kind, one after the other: practice first, then those that count.

    attention says how many checks are put between them: a step or an answer that is asked for.
    """

    name: Name
    trials: Count
    practice: Few = 0
    attention: Few = 0


class RetrievalBlock(Block):
    """Draw and rate; without categories, all of the gallery's may be chosen."""

    kind: Literal["retrieval"]
    trials: Count = 50
    practice: Few = 1
    methods: Annotated[tuple[Method, ...], Field(min_length=1, max_length=MAX_METHODS)]
    categories: Annotated[tuple[Label, ...], Field(max_length=100)] = ()
    gallery: Annotated[str, Field(pattern=r"^(shipped|[0-9a-f]{32})$")] = "shipped"

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [method.name for method in self.methods]
        if len(set(names)) < len(names):
            raise ValueError(f"block {self.name!r}: methods {names} must have different names")
        return self


class PreferenceBlock(Block):
    """Pairs of one drawing in two states, in random sides.

    scale: `choice` takes one of the two; `comparison` the seven steps from much worse to much
    better (comparison category rating of ITU-T P.910).
    """

    kind: Literal["preference"]
    items: FileName
    variants: Annotated[tuple[Variant, ...], Field(min_length=2, max_length=3)] = (
        "drawn",
        "sla",
        "psla",
    )
    scale: Literal["choice", "comparison"] = "choice"

    @model_validator(mode="after")
    def _variants_differ(self) -> Self:
        if len(set(self.variants)) < len(self.variants):
            raise ValueError(f"block {self.name!r}: variants must differ")
        return self


class ChoiceBlock(Block):
    """Multiple-choice questions of one kind about one kind of explanation."""

    kind: Literal["choice"]
    trials: Count = 10
    question: Question
    explanation: Explanation
    items: FileName


AnyBlock = Annotated[RetrievalBlock | PreferenceBlock | ChoiceBlock, Field(discriminator="kind")]


class ExclusionRules(Strict):
    """Who is left out of the statistics; applied to the raw answers whenever they are computed.

    max_attention_failures: more of them exclude. min_answered_share: of the trials that count.
    min_median_answer_ms: who answers faster did not look. max_same_rating_share: of one
    participant's ratings, the share of the most frequent one. None leaves a rule out.
    """

    max_attention_failures: Annotated[int, Field(ge=0, le=1000)] | None = None
    min_answered_share: Share | None = None
    min_median_answer_ms: Annotated[float, Field(ge=0.0, le=600_000.0)] | None = None
    max_same_rating_share: Share | None = None


class Protocol(Strict):
    """A whole study. revision grows with every change; name stays.

    order: blocks come in the rows of a balanced Latin square, one row a participant, or as listed.
    """

    version: Literal[1]
    name: Name
    revision: Annotated[int, Field(ge=1, le=1_000_000)]
    title: Label
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en"
    consent: Consent
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    order: Literal["latin-square", "fixed"] = "latin-square"
    blocks: Annotated[tuple[AnyBlock, ...], Field(min_length=1, max_length=20)]
    exclusion: ExclusionRules = ExclusionRules()

    @model_validator(mode="after")
    def _is_bounded(self) -> Self:
        names = [block.name for block in self.blocks]
        if len(set(names)) < len(names):
            raise ValueError(f"blocks {names} must have different names")
        total = sum(block.trials + block.practice + block.attention for block in self.blocks)
        if total > MAX_TRIALS:
            raise ValueError(f"the study has {total} trials; {MAX_TRIALS} are allowed")
        return self

    def block(self, name: str) -> RetrievalBlock | PreferenceBlock | ChoiceBlock:
        """The block of this name; ProtocolError where there is none."""
        for block in self.blocks:
            if block.name == name:
                return block
        names = ", ".join(block.name for block in self.blocks)
        raise ProtocolError(f"block {name!r} not found; there are: {names}")

    @property
    def item_files(self) -> tuple[str, ...]:
        """The items files that the blocks name, each once, in their order."""
        named = (block.items for block in self.blocks if not isinstance(block, RetrievalBlock))
        return tuple(dict.fromkeys(named))


def parse_protocol(text: str | bytes, source: str = "the protocol") -> Protocol:
    """The protocol in a JSON text; ProtocolError, naming the places, where it is not one."""
    if len(text) > MAX_FILE_BYTES:
        raise ProtocolError(f"{source} has over {MAX_FILE_BYTES:,} bytes; it must be shorter")
    try:
        return Protocol.model_validate_json(text)
    except ValidationError as error:
        raise ProtocolError(f"{source} cannot be used: {sentences_of(error)}") from error


def read_protocol(path: Path) -> Protocol:
    """The protocol in a file; ProtocolError where there is none."""
    return parse_protocol(read_bounded(path, MAX_FILE_BYTES), path.name)


def read_rules(path: Path) -> ExclusionRules:
    """Exclusion rules in a file of their own; ProtocolError where there are none."""
    try:
        return ExclusionRules.model_validate_json(read_bounded(path, MAX_FILE_BYTES))
    except ValidationError as error:
        raise ProtocolError(f"{path.name} cannot be used: {sentences_of(error)}") from error


def read_bounded(path: Path, most_bytes: int) -> bytes:
    """The bytes of a file; ProtocolError where it is missing or has more than most_bytes."""
    try:
        if path.stat().st_size > most_bytes:
            raise ProtocolError(f"{path.name} has over {most_bytes:,} bytes; it must be shorter")
        return path.read_bytes()
    except OSError as error:
        raise ProtocolError(f"{path.name} cannot be read: {error.strerror}") from error


def sentences_of(error: ValidationError) -> str:
    """What is wrong and where, without the values that were given."""
    return "; ".join(
        f"{'.'.join(map(str, one['loc'])) or 'the whole'}: {one['msg']}"
        for one in error.errors()[:5]
    )
