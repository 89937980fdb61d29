"""Campaign files: what they may say, read with file, line and key."""
