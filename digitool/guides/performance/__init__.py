"""Performance: scorecards, ranks and contests of guides and stores."""
