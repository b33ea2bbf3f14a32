"""Company for the demonstration: leader, host, clinician and members who stay, and step aside for a visitor."""

from __future__ import annotations

import asyncio

from samepath.rehearsal.browser import DoorShut, Somebody
from samepath.rehearsal.member import Gone, Member
from samepath.rehearsal.script import DEMO_MEMBERS, DEMO_STAFF, Console, hold_the_door

AGAIN_S = 10


async def keep_company(origin: str, members: int) -> None:
    """Until cancelled: everybody is there; whoever's seat a visitor takes waits and comes back."""
    leads = [
        Member(origin, Somebody(key), seed=20 + n, staff=True) for n, key in enumerate(DEMO_STAFF)
    ]
    group = [Member(origin, Somebody(key), seed=n) for n, key in enumerate(DEMO_MEMBERS[:members])]
    await leads[0].sign_in()
    console = Console(origin, Somebody("ada"), leads[0].session)
    await console.open()
    tasks = [asyncio.create_task(_be_there(lead, 0)) for lead in leads]
    tasks += [asyncio.create_task(hold_the_door(leads[-1]))]
    await asyncio.sleep(1)
    tasks += [asyncio.create_task(_be_there(one, 0.3 * n)) for n, one in enumerate(group)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for one in [*leads, *group]:
            await one.close()
        await console.close()


async def _be_there(member: Member, after: float) -> None:
    await asyncio.sleep(after)
    while True:
        try:
            if not member.session:
                await member.sign_in()
            await member.go_in()
            await member.stay(10**6)
        except (Gone, DoorShut, OSError) as reason:
            # A visitor goes on in this seat, or the server rests: wait, then ask again.
            print(f"{member.alias}: {reason}", flush=True)  # the log of this process
        except Exception as trouble:  # one member's trouble must not empty the room  # noqa: BLE001
            print(f"{member.alias}: {type(trouble).__name__} {trouble}", flush=True)
        await member.drop()
        await asyncio.sleep(AGAIN_S)
