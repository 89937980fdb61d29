"""Reports: what a person wants to read about a workspace as a whole."""
