"""The official store: catalogue, stock, orders from cart to doorstep, and scan-and-go baskets."""
