"""Commands, one file per group, found by name and imported only when called."""
