"""Programs: a program and its own numbers, who works in it, who is enrolled, its groups and care teams."""
