"""Orders, from cart to doorstep and back."""
