"""Rooms: the door, the waiting room, who may be inside, who is, and the gateway to LiveKit."""
