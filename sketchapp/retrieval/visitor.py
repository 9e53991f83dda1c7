"""Who asks for a gallery: a browser that keeps a secret, the operator, or nobody in particular."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

MIN_TOKEN = 32  # characters; the page makes secrets of 43, and a shorter one could be guessed


@dataclass(frozen=True)
class Visitor:
    """The token is what a browser keeps and sends; only its hash is ever stored."""

    token: str = ""
    is_operator: bool = False

    @property
    def owner(self) -> str:
        """SHA-256 of the token, which stands in a gallery's record; "" for a visitor without."""
        if self.is_operator or len(self.token) < MIN_TOKEN:
            return ""
        return hashlib.sha256(self.token.encode()).hexdigest()

    def owns(self, owner: str) -> bool:
        """Whether a gallery with this owner is the visitor's; the operator owns everything."""
        if self.is_operator:
            return True
        return bool(self.owner) and hmac.compare_digest(self.owner, owner)


OPERATOR = Visitor(is_operator=True)
