"""The clinician's pages: the rooms one stands behind, calls for help, and how sessions went."""
