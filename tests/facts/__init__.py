"""Facts: what is stored of a touch, a purchase, a refund, a count, a relation."""
