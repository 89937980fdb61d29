"""The ledger: double entry in fen, append only; what coupons, rewards, commissions and budgets owe."""
