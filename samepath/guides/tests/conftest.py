"""Guides of the evening program, in their stages."""

from __future__ import annotations

from dataclasses import replace

import pytest


@pytest.fixture
def stock(monkeypatch, db):
    """One guide that came with Samepath, loaded and approved."""
    from samepath.guides import actions, shipped
    from samepath.guides.models import Version

    one = next(guide for guide in shipped.guides() if guide.slug == "newcomers")
    monkeypatch.setattr(shipped, "guides", lambda: iter([one]))
    actions.load_shipped()
    return Version.objects.get(guide__slug="newcomers")


@pytest.fixture
def draft(stock, evening, ben):
    """Ben's own copy, that he still writes on."""
    from samepath.guides import actions

    return actions.copy(stock, program=evening, by=ben)


@pytest.fixture
def offered(draft, ben):
    """Ben's copy, waiting for a clinician."""
    from samepath.guides import actions

    actions.offer(draft, by=ben)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def words(draft):
    """What Ben's copy says, with something different."""
    from samepath.guides import queries

    whole = queries.content(draft)

    def different(**changes):
        return replace(whole, **changes)

    return different
