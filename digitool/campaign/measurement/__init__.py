"""What a campaign changed: the treated against the holdout."""
