"""Started campaigns as far as rooms that give something must know them: caps and holdouts."""
