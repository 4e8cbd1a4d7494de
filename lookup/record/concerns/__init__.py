"""“Something is wrong”: what people say of a charge, what staff do about it, and what they answer."""
