"""Samepath runs a virtual intensive outpatient program with supervised, peer-led support sessions."""
