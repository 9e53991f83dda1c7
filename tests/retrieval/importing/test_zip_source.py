import struct
import zipfile
from pathlib import Path

import pytest

from sketchapp.errors import GalleryError
from sketchapp.retrieval.importing.checks import PhotoRefusedError
from sketchapp.retrieval.importing.limits import MB, ImportLimits
from sketchapp.retrieval.importing.sources import FilesSource, FolderSource, UploadedFile
from sketchapp.retrieval.importing.zip_source import (
    ZipSource,
    source_of_path,
    source_of_upload,
)
from tests.retrieval.importing.made import make_zip, photo_bytes

LIMITS = ImportLimits()


def refusals(path: Path, limits: ImportLimits = LIMITS) -> dict[str, str]:
    source = ZipSource(path)
    source.check(limits)
    return {one.name: one.refusal for one in source.candidates(limits)}


def test_members_are_read_with_their_categories(tmp_path: Path) -> None:
    photo = photo_bytes()
    path = make_zip(
        tmp_path / "a.zip", {"in/shoes/a.png": photo, "in/bags/b.png": b"x", "in/": b""}
    )
    found = ZipSource(path).candidates(LIMITS)
    assert [(one.name, one.category) for one in found] == [
        ("bags/b.png", "bags"),
        ("shoes/a.png", "shoes"),
    ]
    assert found[1].read() == photo and found[1].size_bytes == len(photo)


def test_a_colon_in_a_name_is_no_drive(tmp_path: Path) -> None:
    name = "Screenshot 2024-05-01 12:30:45.png"
    assert refusals(make_zip(tmp_path / "a.zip", {name: b"x"})) == {name: ""}


@pytest.mark.parametrize(
    "name", ["../a.png", "x/../../a.png", "/etc/a.png", "..\\a.png", "C:\\a.png", "\\\\host\\a.png"]
)
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    path = make_zip(tmp_path / "a.zip", {name: b"x", "good.png": b"x"})
    refused = refusals(path)
    assert refused.pop("good.png") == ""
    assert list(refused.values()) == ["has a name that leads out of the zip"]


def test_links_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.png")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refusals(tmp_path / "a.zip") == {"link.png": "is a link or a device, not a file"}


def with_flag(path: Path, flag: int) -> Path:
    """The same zip with a flag set in its only member's headers."""
    content = bytearray(path.read_bytes())
    for signature, skip in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + skip
        content[at : at + 2] = struct.pack("<H", flag)
    path.write_bytes(content)
    return path


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    path = with_flag(make_zip(tmp_path / "a.zip", {"a.png": b"x"}), 1)
    assert refusals(path) == {"a.png": "is encrypted; zip it without a password"}


def test_a_member_that_unpacks_to_much_is_refused(tmp_path: Path) -> None:
    members = {"bomb.png": b"\0" * (11 * MB), "plain.bmp": b"\xff" * (9 * MB)}
    path = make_zip(tmp_path / "a.zip", members)
    assert refusals(path) == {
        "bomb.png": "would unpack to more than 200 times its size",
        "plain.bmp": "",
    }


def test_a_zip_that_unpacks_to_too_much_is_refused_whole(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {f"{i}.png": b"\0" * 600_000 for i in range(4)})
    with pytest.raises(GalleryError, match=r"a\.zip unpacks to 2 MB; 2 MB are allowed"):
        ZipSource(path).check(ImportLimits(max_total_bytes=2 * MB))
    with pytest.raises(GalleryError, match=r"a\.zip has .* MB; 0\.001 MB are allowed"):
        ZipSource(path).check(ImportLimits(max_total_bytes=1000))


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {f"{i}.png": b"x" for i in range(9)})
    ZipSource(path).check(ImportLimits(max_members=9))
    with pytest.raises(GalleryError, match="more than 8 entries"):
        ZipSource(path).check(ImportLimits(max_members=8))


def test_a_huge_directory_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_zip(tmp_path / "a.zip", {f"{i}{'x' * 200}.png": b"x" for i in range(40)})
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("it was read"))
    with pytest.raises(GalleryError, match="more than 10 entries"):
        ZipSource(path).check(ImportLimits(max_members=10))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(GalleryError, match=r"a\.zip is no zip that can be read"):
        ZipSource(path).check(LIMITS)


def test_a_damaged_member_is_refused_alone(tmp_path: Path) -> None:
    photo = photo_bytes()
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.png", photo)
        archive.writestr("b.png", photo_bytes(1))
    path.write_bytes(path.read_bytes().replace(photo[-30:], b"\0" * 30))
    first, second = ZipSource(path).candidates(LIMITS)
    with pytest.raises(PhotoRefusedError, match="is damaged in the zip"):
        first.read()
    assert second.read() == photo_bytes(1)


def test_a_damaged_member_packed_with_lzma_is_refused_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.png", bytes(range(256)) * 8)
        archive.writestr("b.png", photo_bytes(1))
    content = bytearray(path.read_bytes())
    content[50:90] = b"\xff" * 40  # behind the header of the first member
    path.write_bytes(content)
    first, second = ZipSource(path).candidates(LIMITS)
    with pytest.raises(PhotoRefusedError, match="is damaged in the zip"):
        first.read()
    assert second.read() == photo_bytes(1)


def test_a_member_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.png": b"\0" * (5 * MB)})
    said = struct.pack("<I", 5 * MB)
    path.write_bytes(path.read_bytes().replace(said, struct.pack("<I", 100)))
    (member,) = ZipSource(path).candidates(LIMITS)
    assert member.size_bytes == 100
    try:
        assert len(member.read()) <= 100
    except PhotoRefusedError as refused:
        assert "damaged" in str(refused)


def test_an_unknown_way_of_packing_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.png": b"x"})
    content = bytearray(path.read_bytes())
    for signature, skip in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = content.index(signature) + skip
        content[at : at + 2] = struct.pack("<H", 99)
    path.write_bytes(content)
    (member,) = ZipSource(path).candidates(LIMITS)
    with pytest.raises(PhotoRefusedError, match="packed in a way that is not supported"):
        member.read()


def test_an_upload_is_one_zip_or_files(tmp_path: Path) -> None:
    zipped = UploadedFile(make_zip(tmp_path / "tmp0", {"a.png": b"x"}), "My Photos.ZIP", "0" * 64)
    photo = UploadedFile(tmp_path / "tmp1", "a.png", "1" * 64)
    source = source_of_upload([zipped])
    assert isinstance(source, ZipSource) and source.name == "My Photos.ZIP"
    assert isinstance(source_of_upload([photo]), FilesSource)
    assert isinstance(source_of_upload([zipped, photo]), FilesSource)
    assert isinstance(source_of_path(zipped.path), ZipSource)
    assert isinstance(source_of_path(tmp_path), FolderSource)


def test_the_fingerprint_is_that_of_the_content(tmp_path: Path) -> None:
    first, same, other = (
        make_zip(tmp_path / f"{i}.zip", {"a.png": content})
        for i, content in enumerate((b"x", b"x", b"y"))
    )
    assert ZipSource(first).fingerprint() == ZipSource(same).fingerprint()
    assert ZipSource(first).fingerprint() != ZipSource(other).fingerprint()
