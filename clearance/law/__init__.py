"""The law as data. Imports no Django."""
