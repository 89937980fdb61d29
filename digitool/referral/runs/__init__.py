"""Runs of a mechanic, live: started, acted in, ended by the clock."""
