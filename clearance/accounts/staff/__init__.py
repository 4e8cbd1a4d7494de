"""How members of staff sign in: password and second factor, the lock after five failures, stepping up, leaving."""
