"""Guides: what leaders lead a session from, segment by segment; written, adapted, approved, and then never changed.

The guides that come with Samepath are readable files in `texts`.
"""
