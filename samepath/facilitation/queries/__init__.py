"""What is asked about the floor: who is here, and how it stands for one viewer."""

from samepath.facilitation.queries.beat import Standing, beside_of, standing_of
from samepath.facilitation.queries.company import Gathering, gathered, gathering_of
from samepath.facilitation.queries.script import script_of, segments_of
from samepath.facilitation.queries.state import floor_state, row_of
from samepath.facilitation.queries.story import Story, story_of
from samepath.facilitation.queries.wall import Reason, WallRoom, also_words, stamp_of, wall_of

__all__ = [
    "Gathering",
    "Reason",
    "Standing",
    "Story",
    "WallRoom",
    "also_words",
    "beside_of",
    "floor_state",
    "gathered",
    "gathering_of",
    "row_of",
    "script_of",
    "segments_of",
    "stamp_of",
    "standing_of",
    "story_of",
    "wall_of",
]
