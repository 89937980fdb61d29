"""Orders and tills against bills."""
