"""Schema migrations: numbered Alembic revisions, each run whole inside one transaction."""
