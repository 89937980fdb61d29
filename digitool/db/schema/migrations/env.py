"""What Alembic runs: the revisions, on the connection and inside the transaction that we give it."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)
context.run_migrations()
