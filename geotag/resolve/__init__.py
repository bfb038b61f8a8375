"""Resolution: which place each mention of an article means, and why."""
