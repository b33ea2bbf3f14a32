"""The participant's pages: tonight, the week, and help."""
