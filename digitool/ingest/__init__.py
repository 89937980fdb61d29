"""Import: route what sources read to the rooms that keep it, one transaction a file."""
