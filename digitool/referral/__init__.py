"""Social referral: mechanics, who brought whom, rewards, and what is held for a look."""
