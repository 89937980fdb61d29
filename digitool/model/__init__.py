"""Plain values that every room shares; standard library only, no input or output."""
