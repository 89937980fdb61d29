"""The workspace: a directory with ``digitool.toml``, the database, the key, backups and rejects."""
