"""The trail: who did what and who saw what. Rows are only ever added, and each seals the one before."""
