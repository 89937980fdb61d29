"""The made-up chain and its people, drawn from a seed."""
