"""How the weights of the evidence are learned; nothing here is needed to tag."""
