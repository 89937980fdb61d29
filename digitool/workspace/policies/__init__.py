"""What a chain may decide, one file per room: each a dataclass whose fields are keys of its TOML table."""
