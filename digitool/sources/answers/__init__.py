"""JSON answers of interfaces: pages and the amounts in them."""
