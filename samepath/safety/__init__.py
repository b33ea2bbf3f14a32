"""Safety: asking for help, who was told, and who answered. Lies below everything that can discover danger."""
