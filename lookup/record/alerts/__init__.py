"""Messages that say only that there is news, by e-mail and by text message."""
