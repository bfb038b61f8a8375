"""How good results are: metrics, running a model over labelled files, and reports. Reading files is done elsewhere."""
