"""Tags of the page pieces."""
