"""The peer leader's pages: what I lead now and next, and how a session went."""
