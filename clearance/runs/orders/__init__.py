"""Court orders: where the law asks for one, a run takes effect order by order, as each is signed."""
