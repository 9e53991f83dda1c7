"""What Alembic runs: the steps, on a connection that the caller has opened and commits."""

from __future__ import annotations

from alembic import context

from sketchapp.study.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=False)
context.run_migrations()
