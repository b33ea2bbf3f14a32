"""After a session: how it was for each who came, what its leaders write down, and whether its log is closed."""
