"""The studies of a running server: the database is opened when there is one, and not before."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from sqlalchemy import make_url

from sketchapp.errors import SketchAppError
from sketchapp.study.database import Database
from sketchapp.study.errors import StudyUnavailableError, UnknownStudyError
from sketchapp.study.finder import MethodSearch
from sketchapp.study.registry import all_studies, read_bundle_of
from sketchapp.study.scheduled import BackupSchedule, hub_upload
from sketchapp.study.service import PhotoFinder, StudyService

log = logging.getLogger(__name__)


class StudyDesk:
    """Gives the StudyService of a server; safe to share between threads."""

    def __init__(self, url: str, finder: PhotoFinder) -> None:
        self.url, self.finder = url, finder
        self._service: StudyService | None = None
        self._opening = threading.Lock()

    def service(self) -> StudyService:
        """UnknownStudyError where no study was ever opened here."""
        with self._opening:
            if self._service is None:
                if not _is_there(self.url):
                    raise UnknownStudyError("there is no study on this server")
                self._service = StudyService(Database(self.url), self.finder)
            return self._service

    def start(self, backup_repo: str | None = None, backup_minutes: int = 60) -> None:
        """Open and check at the server's start, if there is a database; begin the backups.

        StudyError where it cannot be used at all; one that is only away is opened when it is back.
        """
        if not _is_there(self.url):
            return
        try:
            service = self.service()
            with service.database.reading() as connection:
                rows = [one for one in all_studies(connection) if one.is_open]
                bundles = [read_bundle_of(connection, one.protocol_hash) for one in rows]
        except StudyUnavailableError as error:
            log.error("the studies wait for their database: %s", error)
            return
        for bundle in bundles:
            try:
                if isinstance(self.finder, MethodSearch):
                    self.finder.check(bundle)
                log.info("study %r is open", bundle.protocol.name)
            except SketchAppError as error:
                log.error("study %r cannot be run: %s", bundle.protocol.name, error)
        if backup_repo is not None:
            upload = hub_upload(backup_repo)
            BackupSchedule(service.database, upload, backup_repo, 60.0 * backup_minutes).start()


def _is_there(url: str) -> bool:
    """Whether there is something to open; a SQLite file appears with the first study."""
    parsed = make_url(url)
    return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").is_file()
