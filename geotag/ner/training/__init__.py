"""How the recogniser is trained; nothing here is needed to tag."""
