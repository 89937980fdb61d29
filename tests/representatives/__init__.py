"""Tests of field representatives' calls."""
