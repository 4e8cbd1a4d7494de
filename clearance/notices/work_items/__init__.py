"""Records that an agency does not find, or holds otherwise: someone looks at both sides."""
