"""The office's pages: the week, people, groups, invitations, and the program's own numbers."""
