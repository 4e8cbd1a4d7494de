"""Draft laws, and the readiness and impact of a law on the imported records, worked out in the background."""
