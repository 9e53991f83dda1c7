"""Codes: the participant's secret, which resumes and deletes, and the one that proves completion.

The secret is made in the browser, so that beginning twice with it leaves one participant, and only
its hash is kept. Crockford's base 32 reads back what people write down: no I, L, O or U.
"""

from __future__ import annotations

import hashlib
import secrets

from sketchapp.study.errors import StudyError, UnknownCodeError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 26  # 130 bits
LEAST_DIFFERENT = 6  # fewer in 26 random ones: once in 10^11
COMPLETION_LENGTH = 10
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def new_code() -> str:
    """130 random bits, as a browser makes them too."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def new_completion_code() -> str:
    """Proves that all answers were stored; says nothing else."""
    return "".join(secrets.choice(ALPHABET) for _ in range(COMPLETION_LENGTH))


def plain_code(typed: str) -> str:
    """A code as typed, in its one form; UnknownCodeError where it cannot be one."""
    plain = typed[:100].upper().translate(READ_AS)
    if len(plain) != CODE_LENGTH or not set(plain) <= set(ALPHABET):
        raise UnknownCodeError(
            f"this is not a code of this study; it has {CODE_LENGTH} letters and digits"
        )
    return plain


def hash_of_new(typed: str) -> str:
    """The hash of a code that a participant begins with; StudyError where it could be guessed."""
    plain = plain_code(typed)
    if len(set(plain)) < LEAST_DIFFERENT:
        raise StudyError("this code could be guessed; reload the page to get another one")
    return hash_of(plain)


def hash_of(typed: str) -> str:
    """What is kept of a code: SHA-256, enough for a secret of 130 bits."""
    return hashlib.sha256(plain_code(typed).encode()).hexdigest()
