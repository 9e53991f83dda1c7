"""The first half of an import: every file of a source becomes a staged photo or a reason."""

from __future__ import annotations

from collections.abc import Iterator

from sketchapp.retrieval.importing.checks import PhotoRefusedError, check_kind
from sketchapp.retrieval.importing.journal import Outcome
from sketchapp.retrieval.importing.limits import MB, ImportLimits
from sketchapp.retrieval.importing.names import shown_name
from sketchapp.retrieval.importing.photos import store_photo
from sketchapp.retrieval.importing.progress import Meter, Progress
from sketchapp.retrieval.importing.sources import Candidate, Source
from sketchapp.retrieval.importing.staging import Staging
from sketchapp.retrieval.records import Skipped

KNOWN = "is in the gallery already"


class Reading:
    """Goes through a source once; `skipped` grows meanwhile. One photo is in memory at a time."""

    def __init__(self, source: Source, limits: ImportLimits, staging: Staging) -> None:
        self.skipped: list[Skipped] = []
        self._source, self._limits, self._staging = source, limits, staging
        self._journal = staging.journal
        staged = (one for one in self._journal.outcomes.values() if one.photo)
        self._names = {one.photo: one.name for one in staged if one.photo not in staging.earlier}
        self._n_earlier = len(staging.earlier)
        self._earlier_keys = {one.key for one in staging.earlier.values()}
        self._bytes = 0

    def steps(self) -> Iterator[Progress]:
        """Read file by file; reports now and then, and at the end."""
        candidates = self._source.candidates(self._limits)
        meter = Meter("reading", len(candidates))
        worked = 0
        for done, candidate in enumerate(candidates):
            if meter.is_due():
                yield meter.progress(done, len(self.skipped), worked)
            worked += self._take(candidate)
        yield meter.progress(len(candidates), len(self.skipped), worked)

    def _take(self, candidate: Candidate) -> bool:
        """Bring one file to its outcome; whether that took the work of decoding it."""
        if candidate.key in self._earlier_keys:  # since an earlier import of the same file
            if candidate.tells_repeats:
                self.skipped.append(Skipped(shown_name(candidate.name), KNOWN))
            return False
        known = self._journal.outcomes.get(candidate.key)
        if known is not None:
            self._bytes += candidate.size_bytes
            self._list(known)
            return False
        try:
            self._check_fits(candidate)
        except PhotoRefusedError as refusal:  # depends on limits: judged anew by every run
            self.skipped.append(Skipped(shown_name(candidate.name), str(refusal)))
            return False
        self._bytes += candidate.size_bytes
        outcome = self._outcome(candidate)
        self._journal.add(outcome)
        self._list(outcome)
        return True

    def _check_fits(self, candidate: Candidate) -> None:
        if candidate.refusal:
            raise PhotoRefusedError(candidate.refusal)
        check_kind(candidate.name)
        limits = self._limits
        if len(self._names) + self._n_earlier >= limits.max_photos:
            raise PhotoRefusedError(
                f"is one too many; a gallery has at most {limits.max_photos} photos"
            )
        if self._bytes + candidate.size_bytes > limits.max_total_bytes:
            raise PhotoRefusedError(f"is over the {limits.max_total_bytes / MB:g} MB of one import")

    def _outcome(self, candidate: Candidate) -> Outcome:
        name = shown_name(candidate.name)
        try:
            photo = store_photo(candidate.read(), self._limits)
        except PhotoRefusedError as refusal:
            return Outcome(candidate.key, name, reason=str(refusal))
        except OSError:
            return Outcome(candidate.key, name, reason="cannot be opened")
        twin = self._names.get(photo.id)
        if twin is not None:
            return Outcome(candidate.key, name, reason=f"is the same picture as {twin}")
        if photo.id in self._staging.earlier:
            return Outcome(candidate.key, name, reason=KNOWN)
        self._staging.keep(photo)
        self._names[photo.id] = name
        return Outcome(candidate.key, name, photo.id, candidate.category)

    def _list(self, outcome: Outcome) -> None:
        if outcome.reason:
            self.skipped.append(Skipped(outcome.name, outcome.reason))
