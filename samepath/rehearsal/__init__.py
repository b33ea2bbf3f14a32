"""Rehearsal: scripted members who come in through the product's own doors, with picture and voice."""
