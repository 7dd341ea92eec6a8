"""Shows: their states, line-ups, pins and stream keys, and what the public and the shop's people may see of them."""
