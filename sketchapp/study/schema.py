"""The tables of the studies. Texts in JSON are canonical; times are UTC of the server.

Nothing here names a person or an address. Rows of drawings, answers and ratings are never changed:
triggers of the database refuse it (migrations/versions), and allow deleting only after the
participant has asked for it.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

ID = String(36)  # a UUID that the browser made
HASH = String(64)  # SHA-256 in hexadecimal
NAME = String(64)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _moment(name: str, *, nullable: bool = False) -> Column:
    return Column(name, DateTime(timezone=True), nullable=nullable)


item_sets = Table(
    "item_sets",
    metadata,
    Column("hash", HASH, primary_key=True),
    Column("content", Text, nullable=False),
)

protocols = Table(
    "protocols",
    metadata,
    Column("hash", HASH, primary_key=True),
    Column("study", NAME, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("item_hashes", Text, nullable=False),  # JSON: file name -> hash of its item set
    _moment("registered_at"),
    UniqueConstraint("study", "revision"),
)

studies = Table(
    "studies",
    metadata,
    Column("name", NAME, primary_key=True),
    Column("protocol_hash", HASH, ForeignKey("protocols.hash"), nullable=False),
    Column("is_open", Boolean, nullable=False),
    _moment("changed_at"),
)

participants = Table(
    "participants",
    metadata,
    Column("id", ID, primary_key=True),
    Column("study", NAME, ForeignKey("studies.name"), nullable=False),
    Column("protocol_hash", HASH, ForeignKey("protocols.hash"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("code_hash", HASH, unique=True),  # NULL after the participant was deleted
    Column("label", String(40)),
    Column("consent_version", String(200), nullable=False),
    Column("completion_code", String(40)),
    _moment("consented_at"),
    _moment("finished_at", nullable=True),
    _moment("erased_at", nullable=True),
    UniqueConstraint("study", "number"),
)

drawings = Table(
    "drawings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("participant_id", ID, ForeignKey("participants.id"), nullable=False, index=True),
    Column("protocol_hash", HASH, ForeignKey("protocols.hash"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("category", String(200)),
    Column("sketch", Text, nullable=False),  # the JSON document of sketchapp.sketch
    Column("drawing_ms", Float),
    Column("shown", Text, nullable=False),  # JSON: the places, with photo and methods of each
    _moment("received_at"),
    UniqueConstraint("participant_id", "position"),
)

answers = Table(
    "answers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("participant_id", ID, ForeignKey("participants.id"), nullable=False, index=True),
    Column("protocol_hash", HASH, ForeignKey("protocols.hash"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("block", NAME, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("is_practice", Boolean, nullable=False),
    Column("item_id", NAME),
    Column("value", Text, nullable=False),  # JSON
    Column("answer_ms", Float),
    Column("replaces", ID, ForeignKey("answers.id"), unique=True),  # a correction of that row
    _moment("received_at"),
)

Index(
    "uq_answers_first",
    answers.c.participant_id,
    answers.c.position,
    unique=True,
    sqlite_where=text("replaces IS NULL"),
    postgresql_where=text("replaces IS NULL"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("answer_id", ID, ForeignKey("answers.id"), primary_key=True),
    Column("method", NAME, primary_key=True),
    Column("participant_id", ID, ForeignKey("participants.id"), nullable=False, index=True),
    Column("photo_id", String(200), nullable=False),
    Column("place", Integer, nullable=False),
    Column("value", Float, nullable=False),
)

backups = Table(
    "backups",
    metadata,
    Column("id", ID, primary_key=True),
    Column("place", String(500), nullable=False),  # file name, or repository and file name
    _moment("made_at"),
)

APPEND_ONLY = ("drawings", "answers", "ratings")
"""Tables whose rows never change; see the triggers of the first migration."""
