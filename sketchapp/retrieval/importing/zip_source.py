"""Photos in a zip. Nothing is unpacked to the disk, and no name of a member becomes a path."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath

from sketchapp.errors import GalleryError
from sketchapp.retrieval.importing.checks import PhotoRefusedError, is_litter
from sketchapp.retrieval.importing.limits import MB, ImportLimits
from sketchapp.retrieval.importing.names import shown_name
from sketchapp.retrieval.importing.sources import (
    Candidate,
    FilesSource,
    FolderSource,
    Source,
    UploadedFile,
    category_of,
    digest_of,
    refusal_of_size,
    without_common_folder,
)

DRIVE = re.compile(r"[A-Za-z]:")  # of Windows, at the start of a path
ENCRYPTED = 0x1  # of a member's flags
SUSPECT_BYTES = 10 * MB  # below it a plain white picture may well be 1000 times its packed size
MEMBER_BYTES = 600  # of the directory; an honest entry has 46, its name and a few more
END, END_64 = b"PK\x05\x06", b"PK\x06\x06"
TAIL_BYTES = 2**16 + 200  # where the two end records lie: a comment, and their own bytes


class ZipSource:
    """The photos of one zip file, read from it one at a time."""

    def __init__(self, path: Path, name: str = "") -> None:
        """The name is what people call the file; left out, that of the path."""
        self.path = path
        self.name = shown_name(name or path.name)

    def check(self, limits: ImportLimits, /) -> None:
        """GalleryError where it is no zip, or where it would unpack to more than is allowed."""
        size_bytes = self.path.stat().st_size
        if size_bytes > limits.max_total_bytes:
            raise self._too_large("has", size_bytes, limits)
        if _directory_bytes(self.path) > limits.max_members * MEMBER_BYTES:
            raise self._too_many(limits)
        members = self._archive.infolist()
        if len(members) > limits.max_members:
            raise self._too_many(limits)
        unpacked = sum(member.file_size for member in members)
        if unpacked > limits.max_total_bytes:
            raise self._too_large("unpacks to", unpacked, limits)

    def fingerprint(self) -> str:
        """The same for zips with the same members, by name, size and checksum."""
        return digest_of(
            f"{member.filename}\0{member.file_size}\0{member.CRC}"
            for member in self._archive.infolist()
        )

    def candidates(self, limits: ImportLimits, /) -> list[Candidate]:
        """Every file in it, by name; those that may not be read with the reason."""
        members = sorted(
            (member for member in self._archive.infolist() if not member.is_dir()),
            key=lambda member: member.filename,
        )
        names = without_common_folder([_slashes(member.filename) for member in members])
        return [
            self._candidate(member, name, limits)
            for member, name in zip(members, names, strict=True)
            if not is_litter(name)
        ]

    def _candidate(self, member: zipfile.ZipInfo, name: str, limits: ImportLimits) -> Candidate:
        return Candidate(
            name=name,
            category=category_of(name),
            key=digest_of([member.filename, member.file_size, member.CRC]),
            size_bytes=member.file_size,
            read=lambda: self._read(member),
            refusal=_refusal_of(member, limits),
        )

    @cached_property
    def _archive(self) -> zipfile.ZipFile:
        """Open as long as the source lives: its directory is read once, not for every photo."""
        try:
            return zipfile.ZipFile(self.path)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise GalleryError(f"{self.name} is no zip that can be read; pack it again") from error

    def _read(self, member: zipfile.ZipInfo) -> bytes:
        """A member's bytes: never more than its header says, which the limits have seen."""
        try:
            with self._archive.open(member) as file:
                return file.read(member.file_size + 1)
        except NotImplementedError as error:
            raise PhotoRefusedError(
                "is packed in a way that is not supported; zip it anew"
            ) from error
        except Exception as error:  # each way of packing has errors of its own, such as LZMAError
            raise PhotoRefusedError("is damaged in the zip") from error

    def _too_many(self, limits: ImportLimits) -> GalleryError:
        return GalleryError(
            f"{self.name} has more than {limits.max_members} entries; make several zips"
        )

    def _too_large(self, verb: str, size_bytes: int, limits: ImportLimits) -> GalleryError:
        return GalleryError(
            f"{self.name} {verb} {size_bytes / MB:.0f} MB; {limits.max_total_bytes / MB:g} MB are"
            " allowed; make several zips"
        )


def source_of_upload(files: Sequence[UploadedFile]) -> Source:
    """One zip is opened; anything else counts as photos, in which a zip is refused by name."""
    if len(files) == 1 and files[0].name.lower().endswith(".zip"):
        return ZipSource(files[0].path, files[0].name)
    return FilesSource(files)


def source_of_path(path: Path) -> Source:
    """A zip or a folder of this machine."""
    return ZipSource(path) if path.is_file() else FolderSource(path)


def _refusal_of(member: zipfile.ZipInfo, limits: ImportLimits) -> str:
    kind = stat.S_IFMT(member.external_attr >> 16)
    if _leads_out(member.filename):
        return "has a name that leads out of the zip"
    if kind not in {0, stat.S_IFREG}:
        return "is a link or a device, not a file"
    if member.flag_bits & ENCRYPTED:
        return "is encrypted; zip it without a password"
    is_bomb = member.file_size > limits.max_ratio * max(member.compress_size, 1)
    if is_bomb and member.file_size > SUSPECT_BYTES:
        return f"would unpack to more than {limits.max_ratio} times its size"
    return refusal_of_size(member.file_size, limits)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(_slashes(name))
    return path.is_absolute() or ".." in path.parts or DRIVE.match(name) is not None


def _slashes(name: str) -> str:
    return name.replace("\\", "/")


def _directory_bytes(path: Path) -> int:
    """Size of the zip's directory as its end records say, before anything reads it.

    Of several records (a trick) the largest counts. The format: APPNOTE.TXT of PKWARE, sections
    4.3.14 (zip64, size at byte 40) and 4.3.16 (at 12).
    """
    size_bytes = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size_bytes - TAIL_BYTES))
        tail = file.read()
    told = [
        int.from_bytes(tail[match.end() + skip : match.end() + skip + width], "little")
        for signature, skip, width in ((END, 8, 4), (END_64, 36, 8))
        for match in re.finditer(re.escape(signature), tail)
    ]
    return max((told_bytes for told_bytes in told if told_bytes <= size_bytes), default=0)
