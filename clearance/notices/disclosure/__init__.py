"""Check before disclosing: an agency that is only notified asks whether a record is cleared."""
