"""The live room's endpoints: the door, the way in, the page's beat, and the gate before the media server."""
