"""The recogniser: a Stanza pipeline with our tokenizer and model, its training, and people. It knows no gazetteer."""
