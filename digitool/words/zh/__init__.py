"""Chinese texts, one file per room: ``TEXT`` maps the English template to its Chinese."""
