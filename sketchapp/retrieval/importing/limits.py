"""What an import may take in."""

from __future__ import annotations

from dataclasses import dataclass

from sketchapp.settings import Settings

MB = 10**6


@dataclass(frozen=True)
class ImportLimits:
    """Limits of one import; a photo over one is skipped and listed, a zip over one is refused.

    max_photos and max_total_bytes count one gallery's photos and one source's bytes as read;
    max_ratio is how much larger than its packed form a member of a zip may be, max_members how many
    entries a zip may have; max_library_bytes bounds all uploaded galleries together.
    """

    max_photos: int = 20_000
    max_photo_bytes: int = 40 * MB
    max_total_bytes: int = 4000 * MB
    max_pixels: int = 50_000_000
    min_side_px: int = 32
    max_members: int = 100_000
    max_ratio: int = 200
    max_library_bytes: int = 20_000 * MB

    @classmethod
    def of(cls, settings: Settings) -> ImportLimits:
        """As the operator set them."""
        return cls(
            max_photos=settings.import_max_photos,
            max_photo_bytes=settings.import_max_photo_mb * MB,
            max_total_bytes=settings.import_max_total_mb * MB,
            max_pixels=settings.import_max_megapixels * 1_000_000,
            max_library_bytes=settings.import_max_library_mb * MB,
        )
