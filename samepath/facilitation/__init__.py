"""What happens on the floor of a live session: who leads, the segments, whose turn it is, hands, votes, rooms for two.

The floor is one value (`rules`), kept as one row. A process that dies loses nothing of it.
"""
