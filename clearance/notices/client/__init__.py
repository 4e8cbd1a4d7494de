"""The reference client: what an agency runs to fetch its notices and to answer them. Needs no Django."""
