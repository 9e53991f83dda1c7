"""The tables as they began, and the triggers that keep answers as they were given.

The columns stand in this file and not in the schema, which moves on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("drawings", "answers", "ratings")
ID, HASH, NAME = sa.String(36), sa.String(64), sa.String(64)
MOMENT = sa.DateTime(timezone=True)

POSTGRESQL_FUNCTIONS = (
    """
    CREATE FUNCTION study_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
    END $$
    """,
    """
    CREATE FUNCTION study_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT erased_at FROM participants WHERE id = OLD.participant_id) IS NULL THEN
            RAISE EXCEPTION 'rows of % are deleted with their participant only', TG_TABLE_NAME;
        END IF;
        RETURN OLD;
    END $$
    """,
)


def upgrade() -> None:
    """Make the tables and their triggers."""
    _protocols()
    _participants()
    _drawings()
    _answers()
    for table in APPEND_ONLY:
        op.create_index(f"ix_{table}_participant_id", table, ["participant_id"])
    _backups()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgresql_triggers()


def downgrade() -> None:
    """There is nothing before the first step; answers are not dropped by a command."""
    raise NotImplementedError("delete the database by hand if it is really to go")


def _protocols() -> None:
    op.create_table(
        "item_sets",
        sa.Column("hash", HASH, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_item_sets"),
    )
    op.create_table(
        "protocols",
        sa.Column("hash", HASH, nullable=False),
        sa.Column("study", NAME, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("item_hashes", sa.Text, nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_protocols"),
        sa.UniqueConstraint("study", "revision", name="uq_protocols_study_revision"),
    )
    op.create_table(
        "studies",
        sa.Column("name", NAME, nullable=False),
        sa.Column("protocol_hash", HASH, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_studies"),
        _reference("studies", "protocol_hash", "protocols.hash"),
    )


def _participants() -> None:
    op.create_table(
        "participants",
        sa.Column("id", ID, nullable=False),
        sa.Column("study", NAME, nullable=False),
        sa.Column("protocol_hash", HASH, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("code_hash", HASH),
        sa.Column("label", sa.String(40)),
        sa.Column("consent_version", sa.String(200), nullable=False),
        sa.Column("completion_code", sa.String(40)),
        sa.Column("consented_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("erased_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_participants"),
        _reference("participants", "study", "studies.name"),
        _reference("participants", "protocol_hash", "protocols.hash"),
        sa.UniqueConstraint("code_hash", name="uq_participants_code_hash"),
        sa.UniqueConstraint("study", "number", name="uq_participants_study_number"),
    )


def _drawings() -> None:
    op.create_table(
        "drawings",
        sa.Column("id", ID, nullable=False),
        sa.Column("participant_id", ID, nullable=False),
        sa.Column("protocol_hash", HASH, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("category", sa.String(200)),
        sa.Column("sketch", sa.Text, nullable=False),
        sa.Column("drawing_ms", sa.Float),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drawings"),
        _reference("drawings", "participant_id", "participants.id"),
        _reference("drawings", "protocol_hash", "protocols.hash"),
        sa.UniqueConstraint(
            "participant_id", "position", name="uq_drawings_participant_id_position"
        ),
    )


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", ID, nullable=False),
        sa.Column("participant_id", ID, nullable=False),
        sa.Column("protocol_hash", HASH, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("block", NAME, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("is_practice", sa.Boolean, nullable=False),
        sa.Column("item_id", NAME),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("answer_ms", sa.Float),
        sa.Column("replaces", ID),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        _reference("answers", "participant_id", "participants.id"),
        _reference("answers", "protocol_hash", "protocols.hash"),
        _reference("answers", "replaces", "answers.id"),
        sa.UniqueConstraint("replaces", name="uq_answers_replaces"),
    )
    first = sa.text("replaces IS NULL")
    op.create_index(
        "uq_answers_first",
        "answers",
        ["participant_id", "position"],
        unique=True,
        sqlite_where=first,
        postgresql_where=first,
    )
    op.create_table(
        "ratings",
        sa.Column("answer_id", ID, nullable=False),
        sa.Column("method", NAME, nullable=False),
        sa.Column("participant_id", ID, nullable=False),
        sa.Column("photo_id", sa.String(200), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("answer_id", "method", name="pk_ratings"),
        _reference("ratings", "answer_id", "answers.id"),
        _reference("ratings", "participant_id", "participants.id"),
    )


def _backups() -> None:
    op.create_table(
        "backups",
        sa.Column("id", ID, nullable=False),
        sa.Column("place", sa.String(500), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_backups"),
    )


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def _sqlite_triggers() -> None:
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_never_change BEFORE UPDATE ON {table} BEGIN"
            f" SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_only_erased BEFORE DELETE ON {table}"
            " WHEN (SELECT erased_at FROM participants WHERE id = OLD.participant_id) IS NULL BEGIN"
            f" SELECT RAISE(ABORT, 'rows of {table} are deleted with their participant only'); END"
        )


def _postgresql_triggers() -> None:
    for function in POSTGRESQL_FUNCTIONS:
        op.execute(function)
    for table in APPEND_ONLY:
        for event, function in (
            ("UPDATE", "study_never_changes"),
            ("DELETE", "study_only_erased"),
        ):
            op.execute(
                f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {function}()"
            )
