"""Contact: what customers allow, and whether somebody may be written to."""
