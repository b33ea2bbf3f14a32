"""Pages for anybody: the landing page, crisis numbers, invitations, and whether the house stands."""
