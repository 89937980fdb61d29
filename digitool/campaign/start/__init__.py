"""Start a campaign: everything that it may give is bound before anything goes out."""
