"""What the official store sells: products, prices, flash prices."""
