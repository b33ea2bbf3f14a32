"""Schedule: when sessions happen, who leads and supervises each, and who was expected."""
