"""The shelf of page pieces: the frame of every page, drawings, icons, fields. Knows no domain."""
