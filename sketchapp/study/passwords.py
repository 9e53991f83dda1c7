"""The operator's password, kept as its scrypt hash (RFC 7914)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from sketchapp.study.errors import StudyError

LEAST_LENGTH, MOST_LENGTH = 12, 200
LOG_N, BLOCK, PARALLEL = 15, 8, 1  # 32 MB and some 100 ms a try
MEMORY = 64 * 1024 * 1024


def hash_password(password: str) -> str:
    """The text to set as SKETCHAPP_RESULTS_PASSWORD_HASH; StudyError for a short password."""
    if not LEAST_LENGTH <= len(password) <= MOST_LENGTH:
        raise StudyError(f"the password needs {LEAST_LENGTH} to {MOST_LENGTH} characters")
    salt = secrets.token_bytes(16)
    parts = (_encoded(salt), _encoded(_scrypt(password, salt, LOG_N)))
    return f"scrypt:{LOG_N}:{':'.join(parts)}"


def is_password(password: str, kept: str) -> bool:
    """Whether the hash is that of the password; StudyError where it is no hash of this kind."""
    try:
        name, log_n, salt, digest = kept.split(":")
        cost, salt_bytes, wanted = int(log_n), _decoded(salt), _decoded(digest)
        if name != "scrypt" or not 14 <= cost <= 15 or len(wanted) != 32:
            raise ValueError
    except ValueError as error:
        raise StudyError(
            "SKETCHAPP_RESULTS_PASSWORD_HASH is not what `study password` prints; set it anew"
        ) from error
    return hmac.compare_digest(_scrypt(password[:MOST_LENGTH], salt_bytes, cost), wanted)


def _scrypt(password: str, salt: bytes, log_n: int) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=2**log_n, r=BLOCK, p=PARALLEL, maxmem=MEMORY, dklen=32
    )


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode()


def _decoded(value: str) -> bytes:
    return base64.urlsafe_b64decode(value.encode())
