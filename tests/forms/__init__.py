"""Forms: what people write is read, and told where it is wrong."""
