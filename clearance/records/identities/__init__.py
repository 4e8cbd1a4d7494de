"""Who people are: their names, identifiers and addresses, as agencies report them, for matching and for letters."""
