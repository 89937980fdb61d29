"""Tests of segments and tags."""
