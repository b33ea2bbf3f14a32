"""People: who is here, under which name others know them, which hats they may wear, and what each hat may do."""
