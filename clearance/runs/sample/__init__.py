"""The quality sample: some decisions of a run, drawn by chance, checked by hand."""
