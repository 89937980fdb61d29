"""Share links, and who came by them."""
