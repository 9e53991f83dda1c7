"""Participants of a study at once: errors, acknowledged answers that are lost, time of a submit.

Run `python -m sketchapp bench study`. The participants are threads over HTTP beside the server on
the same machine, so their work is part of what is measured. The server has the shipped gallery and
weights; afterwards it is killed, and every acknowledged answer is looked for in the database.
"""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from benchmarks.drawings import choose_drawings
from benchmarks.figures import Quantiles, quantiles
from benchmarks.study_client import StudyClient
from sketchapp.errors import SketchAppError
from sketchapp.retrieval.library import Library
from sketchapp.settings import Settings
from sketchapp.sketch import Sketch
from sketchapp.study.bundle import Bundle
from sketchapp.study.database import Database
from sketchapp.study.finder import MethodSearch
from sketchapp.study.protocol import Protocol, RetrievalBlock
from sketchapp.study.registry import open_study
from sketchapp.study.template import new_protocol
from tests.browser.serving import running_server

NAME = "bench"
STROKES = 12
TIMEOUT_S = 120.0


@dataclass(frozen=True)
class StudyBench:
    """Participants who each draw and rate `trials_each` sketches, with think_s between requests.

    errors: requests that were refused or failed. lost: acknowledged answers that are not in the
    database after the server was killed. doubled: trials with more than one answer.
    """

    participants: int
    trials_each: int
    think_s: float
    acknowledged: int
    errors: int
    lost: int
    doubled: int
    submit_ms: Quantiles
    retrieve_ms: Quantiles


@dataclass
class Tally:
    """What all participants saw together."""

    acknowledged: list[str] = field(default_factory=list)
    errors: int = 0
    submit_ms: list[float] = field(default_factory=list)
    retrieve_ms: list[float] = field(default_factory=list)
    turn: threading.Lock = field(default_factory=threading.Lock)


def run(participants: int = 50, trials: int = 5, think_s: float = 2.0, seed: int = 0) -> StudyBench:
    """Start the real server with a study, let everyone take part at once, kill it, and count."""
    rng = np.random.default_rng(seed)
    drawings = choose_drawings(rng, [STROKES] * participants)
    pauses_s = think_s * rng.uniform(0.5, 1.5, (participants, 3 * trials + 1))
    tally, bundle = Tally(), Bundle(_protocol(trials))
    _embed_photos(bundle)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "studies.sqlite"
        with Database(f"sqlite:///{path}") as database, database.writing() as connection:
            open_study(connection, bundle)
        with running_server(environment={"SKETCHAPP_STUDIES_DIR": folder}) as server:
            with ThreadPoolExecutor(participants) as pool:
                for sketch, pauses in zip(drawings, pauses_s.tolist(), strict=True):
                    pool.submit(_take_part, server.address, sketch, pauses, tally)
            server.stop()
        lost, doubled = _counted(path, tally.acknowledged)
    if not tally.submit_ms:
        raise SketchAppError(f"no answer was acknowledged, {tally.errors} errors")
    return StudyBench(
        participants=participants,
        trials_each=trials,
        think_s=think_s,
        acknowledged=len(tally.acknowledged),
        errors=tally.errors,
        lost=lost,
        doubled=doubled,
        submit_ms=quantiles(tally.submit_ms),
        retrieve_ms=quantiles(tally.retrieve_ms),
    )


def _protocol(trials: int) -> Protocol:
    """The retrieval study of `study new`, with so many trials and nothing else."""
    protocol = new_protocol(NAME, ("retrieval",))
    block = protocol.blocks[0]
    assert isinstance(block, RetrievalBlock)
    short = block.model_copy(update={"trials": trials, "practice": 0, "attention": 0})
    return protocol.model_copy(update={"blocks": (short,)})


def _embed_photos(bundle: Bundle) -> None:
    """What `study open` does: the server then finds every method's embeddings on the disk."""
    settings = Settings()
    library = Library(settings.galleries_dir, settings.gallery)
    MethodSearch(library, settings.checkpoint.parent).check(bundle)


def _take_part(address: str, sketch: Sketch, pauses_s: list[float], tally: Tally) -> None:
    pauses = iter(pauses_s)
    try:
        time.sleep(next(pauses))  # nobody starts in step
        with httpx.Client(base_url=address, timeout=TIMEOUT_S) as http:
            person = StudyClient(http, NAME, sketch=sketch)
            person.begin()
            while (trial := person.trial()) is not None:
                time.sleep(next(pauses))
                begun = time.perf_counter()
                drawn = person.draw(trial)
                retrieved = time.perf_counter()
                time.sleep(next(pauses))
                asked = time.perf_counter()
                answer_id = person.answer(drawn)
                with tally.turn:
                    tally.submit_ms.append(1000 * (time.perf_counter() - asked))
                    tally.retrieve_ms.append(1000 * (retrieved - begun))
                    tally.acknowledged.append(answer_id)
                time.sleep(next(pauses))
            person.finish()
    except (httpx.HTTPError, StopIteration):
        with tally.turn:
            tally.errors += 1


def _counted(path: Path, acknowledged: list[str]) -> tuple[int, int]:
    """Acknowledged answers that are not there, and trials that have two."""
    with closing(sqlite3.connect(path)) as connection:
        stored = {row[0] for row in connection.execute("SELECT id FROM answers")}
        (trials,) = connection.execute(
            "SELECT count(*) FROM (SELECT DISTINCT participant_id, position FROM answers)"
        ).fetchone()
    return len(set(acknowledged) - stored), len(stored) - trials
