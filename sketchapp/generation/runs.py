"""Listening that goes on from question to question: a page shows each step, and may stop asking."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator
from time import monotonic

from sketchapp.errors import SketchAppError
from sketchapp.generation.studio import Listened

MOST_RUNS = 16  # kept at the same time; the one that was asked about longest ago goes first
ANSWER_S = 0.3  # steps are taken as long as this, then the page is told


class ListeningRuns:
    """Steps that were begun, by a name that nobody guesses. Safe to share between threads."""

    def __init__(self, most: int = MOST_RUNS) -> None:
        self.most = most
        self._turn = threading.Lock()
        self._runs: OrderedDict[str, Iterator[Listened]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._runs)

    def begin(self, steps: Iterator[Listened]) -> str:
        """Keep them; the name to go on by."""
        name = secrets.token_urlsafe(12)
        self._keep(name, steps)
        return name

    def go_on(self, name: str, seconds: float = ANSWER_S) -> Listened:
        """Take steps for so long, at least one; SketchAppError where nothing goes on by this name.

        After its last step a run is forgotten.
        """
        with self._turn:
            steps = self._runs.pop(name, None)  # while it goes on nobody else may take a step
        if steps is None:
            raise SketchAppError("this was stopped, for others are listening too; press it again")
        until = monotonic() + seconds
        state = next(steps)
        while not state.is_last and monotonic() < until:
            state = next(steps)
        if not state.is_last:
            self._keep(name, steps)
        return state

    def _keep(self, name: str, steps: Iterator[Listened]) -> None:
        with self._turn:
            self._runs[name] = steps
            while len(self._runs) > self.most:
                self._runs.popitem(last=False)
