"""Where the house is wired: settings, addresses, what runs when, and the programs that start it."""
