"""What can go wrong in a study; every message may be shown to a participant."""

from __future__ import annotations

from sketchapp.errors import SketchAppError


class StudyError(SketchAppError):
    """Something about a study is refused."""


class ProtocolError(StudyError):
    """A protocol or its items cannot be used as they are."""


class UnknownCodeError(StudyError):
    """No participant has this code."""


class UnknownStudyError(StudyError):
    """The study does not exist, or is not open to newcomers."""


class StudyConflictError(StudyError):
    """The request does not fit where the participant stands now."""


class StudyUnavailableError(StudyError):
    """The database took nothing and nothing was acknowledged; the same request may come again."""


class TooManyTriesError(StudyError):
    """Too many wrong codes or passwords in a short time."""
