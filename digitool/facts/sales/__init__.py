"""What was sold and what was given back, as it is stored."""
