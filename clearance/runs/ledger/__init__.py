"""The ledger: clearances and reversals, as events. What is cleared now follows from them; nothing is ever deleted."""
