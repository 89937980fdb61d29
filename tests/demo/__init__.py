"""Tests of the demo: what it writes, and that its answers are exact."""
