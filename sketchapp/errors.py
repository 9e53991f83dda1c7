"""Errors that a person can act on: their text is shown on the page and by the command line."""


class SketchAppError(ValueError):
    """Input that is refused; the message says what was given, what is allowed, what to do next."""


class SketchError(SketchAppError):
    """A sketch, or a file that should hold one, is outside the limits of `sketchapp.sketch`."""


class DatasetError(SketchAppError):
    """A dataset is missing, or its files do not look as the adapter expects."""


class CheckpointError(SketchAppError):
    """Weights are missing, or do not belong to the model that asked for them."""


class GalleryError(SketchAppError):
    """A gallery is missing, or its files do not agree with each other."""


class OutputError(SketchAppError):
    """A file or folder that results should go to cannot be written."""


class TrainingError(SketchAppError):
    """A recipe asks for something that cannot be trained."""
