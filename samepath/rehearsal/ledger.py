"""Who had the talking piece, as everybody's page was told, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from typing import Any


class Ledger:
    """Fed with every floor anybody saw and every turn that was spoken to its end."""

    def __init__(self) -> None:
        self.holders: dict[tuple[int, int], str] = {}
        self.spoken: Counter[tuple[int, str]] = Counter()
        self.faults: list[str] = []
        self._names: dict[str, str] = {}

    def saw(self, floor: dict[str, Any]) -> None:
        """A page was told this floor."""
        self._names |= {who: face["name"] for who, face in floor["faces"].items()}
        here = floor["round"]
        if here is None:
            return
        speaking = [one["who"] for one in here["turns"] if one["state"] == "speaking"]
        holder = here["holder"]
        if speaking != ([holder] if holder else []):
            self._fault(f"round {here['round']}: {len(speaking)} people speak at once")
        if holder:
            known = self.holders.setdefault((here["round"], here["turn"]), holder)
            if known != holder:
                self._fault(f"round {here['round']} turn {here['turn']} was seen in two hands")

    def spoke(self, number: int, who: str) -> None:
        """A turn came to its end: the piece was handed on by whoever held it, or by the leader."""
        self.spoken[number, who] += 1

    def has_all(self, here: dict[str, Any]) -> bool:
        """Whether a turn is written down for everybody in a round."""
        return all(self.spoken[here["round"], one["who"]] for one in here["turns"])

    def close(self, here: dict[str, Any]) -> None:
        """A round is over: everybody in it had exactly one turn to the end."""
        for one in here["turns"]:
            turns = self.spoken[here["round"], one["who"]]
            if turns != 1:
                name = self._names.get(one["who"], one["who"])
                self._fault(f"round {here['round']}: {name} had {turns} turns")

    def times_held(self, number: int, who: str) -> int:
        """How often somebody was seen with the piece in one round."""
        return sum(holder == who for (of, _), holder in self.holders.items() if of == number)

    def _fault(self, words: str) -> None:
        if words not in self.faults:
            self.faults.append(words)
