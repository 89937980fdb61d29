"""The frame of every command: parsing, options, context, output and notes."""
