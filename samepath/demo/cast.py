"""The made-up people of the demonstration. Telephone numbers are of the range kept for fiction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One made-up person."""

    key: str
    alias: str
    drawing: str
    role: str
    legal_name: str

    @property
    def email(self) -> str:
        return f"{self.key}@demo.invalid"


STAFF = (
    Figure("ada", "Dr. Ada Okafor", "stone", "clinician", "Ada Okafor"),
    Figure("reyes", "Dr. Luz Reyes", "hill", "clinician", "Luz Reyes"),
    Figure("priya", "Priya", "acorn", "coordinator", "Priya Raman"),
    Figure("heron", "Heron", "heron", "peer-leader", "Tomas Lindqvist"),
    Figure("lantern", "Lantern", "lantern", "peer-leader", "Grace Abara"),
    Figure("willow", "Willow", "juniper", "peer-leader", "June Castellan"),
    Figure("finch", "Finch", "finch", "peer-leader", "Peter Amsel"),
)

MEMBERS = (
    Figure("fern", "Fern", "fern", "participant", "Fiona Marsh"),
    Figure("moon", "Moon", "moon", "participant", "Marisol Vega"),
    Figure("wave", "Wave", "wave", "participant", "Walter Nguyen"),
    Figure("ridge", "Ridge", "hill", "participant", "Henry Ilves"),
    Figure("oak", "Oak", "acorn", "participant", "Anton Corley"),
    Figure("sun", "Sun", "sun", "participant", "Sunniva Berg"),
    Figure("leaf", "Leaf", "leaf", "participant", "Lee Fairchild"),
    Figure("pebble", "Pebble", "stone", "participant", "Petra Bell"),
    Figure("cedar", "Cedar", "juniper", "participant", "Cedric Arnold"),
    Figure("swift", "Swift", "finch", "participant", "Sophie Winter"),
    Figure("ember", "Ember", "lantern", "participant", "Emil Berger"),
    Figure("tide", "Tide", "wave", "participant", "Tilda Emerson"),
)

OTHERS = (  # of a second program on the same installation, which the first never sees
    Figure("noor", "Noor", "moon", "participant", "Noor Haddad"),
    Figure("brook", "Brook", "wave", "peer-leader", "Brian Okoye"),
    Figure("sato", "Dr. Ken Sato", "sun", "clinician", "Ken Sato"),
    Figure("mira", "Mira", "leaf", "coordinator", "Mira Kovac"),
)

TONIGHT = ("fern", "moon", "wave", "ridge", "oak", "sun", "leaf", "pebble", "cedar")
SKILLS = ("fern", "moon", "swift", "ember", "tide", "oak")
FIRST_STEPS = ("swift", "ember", "tide", "leaf", "pebble")
WEEKEND = ("wave", "ridge", "sun", "cedar", "tide", "fern")

AGREEMENTS = {
    "telehealth": (
        "Care over video or sound",
        "Your sessions take place over video, or with sound only if you like that better.\n\n"
        "Before each session we ask where you are, so that we could send help. If the line drops, we call you.\n\n"
        "We keep no sound and no picture. Nobody can promise that somebody else does not film their own screen.",
    ),
    "group-privacy": (
        "What is said in the group stays there",
        "What you hear from others you keep to yourself: names, faces, stories.\n\n"
        "Our staff must act when somebody is in danger. Other members are asked to keep silent, but the law does "
        "not bind them as it binds us.\n\nNo recording, no screenshots, no note-taking programs.",
    ),
    "peer-support": (
        "Support from people who have walked the same path",
        "A peer leader is not a therapist. They share what helped them and hold the time together with you.\n\n"
        "A licensed clinician stands behind every session. You always see who it is and whether they listen.\n\n"
        "Coming is your choice. You may pass at any time, and nobody will ask why.",
    ),
}
