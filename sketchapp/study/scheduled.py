"""A backup every so often to a dataset repository: for a Space, whose disk may go with it."""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from huggingface_hub import HfApi

from sketchapp.study.backup import make_backup
from sketchapp.study.database import Database
from sketchapp.study.people import erased_ids

log = logging.getLogger(__name__)

Upload = Callable[[Path, str], None]
"""Takes a file and the name that it gets in the repository; raises where it did not arrive."""


class BackupSchedule:
    """Makes backups in a thread until `stop`; one that fails is logged, and the next is tried."""

    def __init__(self, database: Database, upload: Upload, repository: str, every_s: float) -> None:
        self._database, self._upload = database, upload
        self._repository, self._every_s = repository, every_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="study-backup", daemon=True)

    def start(self) -> None:
        """The first backup comes after one interval."""
        self._thread.start()

    def stop(self) -> None:
        """Wait for a backup that is under way, and make no more."""
        self._stopped.set()
        self._thread.join()

    def back_up(self) -> str:
        """Make one backup now, and the list of deleted participants beside it; its name."""
        with tempfile.TemporaryDirectory() as folder:
            path = make_backup(self._database, Path(folder), f"{self._repository}/")
            self._upload(path, path.name)
            with self._database.reading() as connection:
                erased = "\n".join(erased_ids(connection))
            listing = Path(folder) / "erased.txt"
            listing.write_text(erased, encoding="utf-8")
            self._upload(listing, listing.name)
            return path.name

    def _run(self) -> None:
        while not self._stopped.wait(self._every_s):
            try:
                log.info("backed the studies up: %s", self.back_up())
            except Exception:
                log.exception("a backup of the studies failed; the next one is tried")


def hub_upload(repository: str) -> Upload:
    """Uploads to a dataset repository of the Hugging Face Hub, by the environment's token."""
    api = HfApi()

    def upload(path: Path, name: str) -> None:
        api.upload_file(
            path_or_fileobj=path, path_in_repo=name, repo_id=repository, repo_type="dataset"
        )

    return upload
