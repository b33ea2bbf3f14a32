"""Things with no domain in them: time, ids, names as typed, encrypted fields, telephone numbers."""
