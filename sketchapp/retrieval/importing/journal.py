"""What an import has already done, file by file, so that a killed one goes on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from sketchapp.retrieval.records import write_durably


@dataclass(frozen=True)
class Outcome:
    """What became of one file: the id of its photo, or the reason why there is none."""

    key: str
    name: str
    photo: str = ""
    category: str = ""
    reason: str = ""


class Journal:
    """A file with one outcome a line, which only grows; use it in a `with`.

    A line is written after the photo's own file, so what it says is there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.outcomes = {outcome.key: outcome for outcome in read_outcomes(path)}

    def __enter__(self) -> Journal:
        whole = "".join(f"{outcome_line(outcome)}\n" for outcome in self.outcomes.values())
        write_durably(self.path, whole)  # without a line that was cut off
        self._file = self.path.open("a", encoding="utf-8")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, outcome: Outcome) -> None:
        """Append one; it is with the system when this returns, and survives a killed process."""
        self.outcomes[outcome.key] = outcome
        self._file.write(f"{outcome_line(outcome)}\n")
        self._file.flush()

    def forget(self, photos: Iterable[str]) -> None:
        """Drop what is said of these photos, because their files are not there."""
        lost = set(photos)
        kept = {key: one for key, one in self.outcomes.items() if one.photo not in lost}
        self.outcomes = kept


def outcome_line(outcome: Outcome) -> str:
    """An outcome as a line of a journal."""
    return json.dumps(asdict(outcome))


def read_outcomes(path: Path) -> list[Outcome]:
    """The outcomes of a journal; none where there is no journal."""
    outcomes = []
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    for line in lines:
        try:
            outcomes.append(Outcome(**json.loads(line)))
        except (ValueError, TypeError):  # cut off by the end of the process; that file comes again
            continue
    return outcomes
