"""Files as users have them: in which encoding, how they are packed, and how ours are written for good."""
