"""Consent: what each person agreed to, in which words, and until when. Keyed by purpose, knows no program."""
