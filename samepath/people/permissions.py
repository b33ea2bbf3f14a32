"""Who may do what: one table that a clinician can read and sign off.

A person may hold several roles and wears one of them (a *hat*) at a time. Values are short stable names,
because they are stored. `docs/permissions.md` is written from this file.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A hat somebody can wear. Order in `BY_REACH` is from least to most reach."""

    PARTICIPANT = "participant"
    PEER_LEADER = "peer-leader"
    CLINICIAN = "clinician"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing a page may let somebody do."""

    ASK_FOR_HELP = "ask-for-help"
    OWN_ACCOUNT = "own-account"
    JOIN_SESSIONS = "join-sessions"
    SEE_TONIGHT = "see-tonight"
    SEE_OWN_PROGRAM = "see-own-program"
    CHECK_OUT = "check-out"
    LEAD_SESSIONS = "lead-sessions"
    WRITE_GUIDES = "write-guides"
    APPROVE_GUIDES = "approve-guides"
    WRITE_DEBRIEFS = "write-debriefs"
    SUPERVISE_SESSIONS = "supervise-sessions"
    READ_DEBRIEFS = "read-debriefs"
    ANSWER_CALLS = "answer-calls"
    SEE_SCHEDULE = "see-schedule"
    KEEP_SCHEDULE = "keep-schedule"
    SEE_PEOPLE = "see-people"
    KEEP_PEOPLE = "keep-people"
    KEEP_PROGRAM = "keep-program"
    START_PROGRAMS = "start-programs"


EVERYONE = frozenset({Permission.ASK_FOR_HELP, Permission.OWN_ACCOUNT, Permission.JOIN_SESSIONS})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PARTICIPANT: EVERYONE
    | {Permission.SEE_TONIGHT, Permission.SEE_OWN_PROGRAM, Permission.CHECK_OUT},
    # A peer leader sees who is in the room, never anyone's chart, score or address.
    Role.PEER_LEADER: EVERYONE
    | {Permission.LEAD_SESSIONS, Permission.WRITE_GUIDES, Permission.WRITE_DEBRIEFS},
    Role.CLINICIAN: EVERYONE
    | {
        Permission.SUPERVISE_SESSIONS,
        Permission.ANSWER_CALLS,
        Permission.WRITE_GUIDES,
        Permission.APPROVE_GUIDES,
        Permission.READ_DEBRIEFS,
    },
    Role.COORDINATOR: EVERYONE
    | {
        Permission.SEE_SCHEDULE,
        Permission.KEEP_SCHEDULE,
        Permission.SEE_PEOPLE,
        Permission.KEEP_PEOPLE,
        Permission.KEEP_PROGRAM,
    },
    # An administrator runs the installation and its accounts, and has no place in a room or a chart.
    Role.ADMINISTRATOR: frozenset({Permission.ASK_FOR_HELP, Permission.OWN_ACCOUNT})
    | {
        Permission.SEE_PEOPLE,
        Permission.KEEP_PEOPLE,
        Permission.KEEP_PROGRAM,
        Permission.START_PROGRAMS,
        Permission.SEE_SCHEDULE,
    },
}

BY_REACH = (
    Role.PARTICIPANT,
    Role.PEER_LEADER,
    Role.CLINICIAN,
    Role.COORDINATOR,
    Role.ADMINISTRATOR,
)

# Hats that reach other people's data: nothing stands in for their second factor (A01).
STAFF = frozenset(Role) - {Role.PARTICIPANT}

# All that a participant's password alone opens, on a device they asked to remember: joining, and Help (A01).
# Reasons in docs/decisions/0007-remembered-devices.md.
ON_REMEMBERED_DEVICE = frozenset(
    {
        Permission.ASK_FOR_HELP,
        Permission.SEE_TONIGHT,
        Permission.JOIN_SESSIONS,
        Permission.CHECK_OUT,
    }
)

# Hats that keep the installation or stand behind sessions: their factor is a passkey or a security key, which no
# imitation of our pages can take from them (A02). Everybody else may use one too.
BY_PASSKEY = frozenset({Role.CLINICIAN, Role.ADMINISTRATOR})
