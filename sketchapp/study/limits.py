"""How often something may fail before it is refused for a while. Nothing of it is stored."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from sketchapp.study.errors import TooManyTriesError

MOST_KEYS = 10_000


class FailureLimit:
    """At most `most` failures of one key, and `most_together` of all, in window_s seconds.

    A key is the address of a client; it is kept in memory only, for as long as the window.
    """

    def __init__(
        self,
        most: int,
        most_together: int,
        window_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._most_together, self._window_s = most, most_together, window_s
        self._clock = clock
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()
        self._together: deque[float] = deque()
        self._turn = threading.Lock()

    def check(self, key: str) -> None:
        """TooManyTriesError where the key, or all together, failed too often."""
        with self._turn:
            self._forget()
            own = self._failures.get(key, ())
            if len(own) >= self._most or len(self._together) >= self._most_together:
                raise TooManyTriesError("too many wrong tries; wait a minute, then try again")

    def failed(self, key: str) -> None:
        """Count a failure."""
        with self._turn:
            now_s = self._clock()
            self._failures.setdefault(key, deque(maxlen=self._most)).append(now_s)
            self._failures.move_to_end(key)
            self._together.append(now_s)
            while len(self._failures) > MOST_KEYS:
                self._failures.popitem(last=False)

    def _forget(self) -> None:
        """Drop what is older than the window; keys are in the order of their last failure."""
        begin_s = self._clock() - self._window_s
        while self._together and self._together[0] < begin_s:
            self._together.popleft()
        while self._failures and next(iter(self._failures.values()))[-1] < begin_s:
            self._failures.popitem(last=False)
        for own in self._failures.values():
            while own and own[0] < begin_s:
                own.popleft()
