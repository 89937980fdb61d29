"""Tests of the referral room."""
