"""Customer flow: visits and digitization metrics over the facts."""
