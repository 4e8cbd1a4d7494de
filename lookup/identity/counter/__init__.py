"""The counter: staff attest whom they have before them, and hand over a code."""
