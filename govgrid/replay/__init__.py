"""Real cases of Boston, sent through the public HTTP intake of a running platform, and what became of them."""
