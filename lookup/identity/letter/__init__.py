"""The letter: a code that goes to the address on record. Off unless the installation switches it on."""
