"""Notices: messages on their way out, as rows beside the fact, and the loop that delivers them."""
