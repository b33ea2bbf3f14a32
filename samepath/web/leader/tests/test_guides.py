"""Leaders find, read, copy, write, offer and choose guides; nothing typed is lost on the way."""

from __future__ import annotations

import pytest

from samepath.guides import actions, queries, shipped
from samepath.guides.models import Version
from samepath.programs import actions as programs

SCRIPT = {"accept": "application/json"}


@pytest.fixture
def stock(monkeypatch, db):
    one = next(guide for guide in shipped.guides() if guide.slug == "newcomers")
    monkeypatch.setattr(shipped, "guides", lambda: iter([one]))
    actions.load_shipped()
    return Version.objects.get(guide__slug="newcomers")


@pytest.fixture
def draft(stock, evening, ben):
    return actions.copy(stock, program=evening, by=ben)


@pytest.fixture
def leader(client_as, ben):
    return client_as(ben)


@pytest.fixture
def form(draft):
    """What the editor sends when nothing was typed."""

    def fields(**different):
        words = queries.content(draft)
        said = {
            "title": words.title,
            "about": words.about,
            "revision": "0",
            "segments": str(len(words.pieces)),
            "act": "",
        }
        for at, piece in enumerate(words.pieces):
            said |= {f"s{at}-{name}": str(getattr(piece, name)) for name in
                     ("kind", "minutes", "title", "purpose", "leader_card", "participant_card", "turn_s")}  # fmt: skip
            said |= {
                f"s{at}-{name}": "\r\n".join(getattr(piece, name))
                for name in ("questions", "watch_for")
            }
            said |= {
                f"s{at}-{name}": "on" for name in ("round", "cross_talk") if getattr(piece, name)
            }
        return {**said, **different}

    return fields


def address(version, act="write"):
    return f"/guides/{version.pk}/{act}"


def test_a_leader_reads_what_to_say_ask_and_watch_for(leader, stock):
    page = leader.get(f"/guides/{stock.pk}").content.decode()
    segment = queries.segments_of(stock)[0]
    for words in (segment.title, segment.purpose, "What you say and do", "Watch for"):
        assert words in page
    assert stock.title in leader.get("/guides").content.decode()


def test_a_copy_opens_in_the_editor(leader, stock, evening):
    answer = leader.post(f"/guides/{stock.pk}/copy")
    mine = Version.objects.get(guide__program=evening)
    assert answer["Location"] == address(mine)
    assert queries.content(mine) == queries.content(stock)


def test_sent_unchanged_it_stays_the_same_to_the_letter(leader, draft, form):
    before = draft.sha256
    assert leader.post(address(draft), form(), headers=SCRIPT).json() == {"revision": 0}
    draft.refresh_from_db()
    assert draft.sha256 == before


def test_the_script_keeps_half_a_sentence(leader, draft, form):
    answer = leader.post(address(draft), form(**{"s0-leader_card": "Hello, I am"}), headers=SCRIPT)
    assert answer.json() == {"revision": 1}
    assert queries.segments_of(draft)[0].leader_card == "Hello, I am"


def test_of_two_tabs_the_later_is_told_and_its_words_are_on_the_page(leader, draft, form):
    leader.post(address(draft), form(about="From the first tab."), headers=SCRIPT)
    refused = leader.post(address(draft), form(about="From the second tab."), headers=SCRIPT)
    assert (refused.status_code, refused.json()["revision"]) == (409, 1)
    page = leader.post(address(draft), form(about="From the second tab."))
    assert page.status_code == 409
    assert "From the second tab." in page.content.decode()
    assert 'name="revision" value="1"' in page.content.decode()
    assert Version.objects.get(pk=draft.pk).about == "From the first tab."
    leader.post(address(draft), form(about="From the second tab.", revision="1"))
    assert Version.objects.get(pk=draft.pk).about == "From the second tab."


@pytest.mark.safety("W03")
@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ({"s0-leader_card": "<script>alert(1)</script>"}, "words only"),
        ({"s0-minutes": "600"}, "This is too much: 90 at most."),
        ({"s0-minutes": "soon"}, "whole number"),
        ({"title": "x" * 90}, "This is too much: 80 at most."),
        ({"s0-kind": "party"}, "valid choice"),
    ],
)
def test_what_is_not_safe_is_explained_and_nothing_changes(leader, draft, form, mistake, words):
    before = queries.content(draft)
    page = leader.post(address(draft), form(**mistake))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert "<script>alert" not in page.content.decode()
    told = leader.post(address(draft), form(**mistake), headers=SCRIPT)
    assert told.status_code == 422
    assert any(words in one["words"] for one in told.json()["wrong"])
    draft.refresh_from_db()
    assert (queries.content(draft), draft.revision) == (before, 0)


def test_segments_move_come_and_go(leader, draft, form):
    titles = [one.title for one in queries.segments_of(draft)]
    leader.post(address(draft), form(act="down-0"))
    assert [one.title for one in queries.segments_of(draft)][:2] == [titles[1], titles[0]]
    draft.refresh_from_db()
    leader.post(address(draft), form(act="add", revision="1"))
    assert len(queries.segments_of(draft)) == len(titles) + 1
    draft.refresh_from_db()
    leader.post(address(draft), form(act="drop-0", revision="2"))
    assert len(queries.segments_of(draft)) == len(titles)


def test_an_empty_send_empties_nothing(leader, draft):
    before = queries.content(draft)
    leader.post(address(draft))
    draft.refresh_from_db()
    assert queries.content(draft) == before


def test_what_is_missing_is_named_when_it_is_offered_and_what_was_typed_is_kept(
    leader, draft, form
):
    whole = form(act="offer")
    page = leader.post(address(draft), {**whole, "s0-purpose": ""})
    assert page.status_code == 422
    assert "Please fill this in." in page.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert queries.segments_of(draft)[0].purpose == ""
    again = leader.post(address(draft), {**whole, "revision": str(draft.revision)})
    assert again["Location"] == f"/guides/{draft.pk}"
    draft.refresh_from_db()
    assert draft.state == "offered"


def test_what_waits_can_be_taken_back(leader, draft, ben):
    actions.offer(draft, by=ben)
    assert leader.get(address(draft))["Location"] == f"/guides/{draft.pk}"
    leader.post(address(draft, "back"))
    assert leader.get(address(draft)).status_code == 200


def test_nobody_opens_the_editor_of_somebody_else(client_as, lin, draft):
    assert client_as(lin).get(address(draft)).status_code == 404


@pytest.mark.safety("Z04")
def test_a_leader_chooses_for_a_session_of_theirs_and_sees_it_on_their_page(leader, stock, tonight):
    chooser = f"/leading/{tonight.pk}/guide"
    assert stock.title in leader.get(chooser).content.decode()
    leader.post(chooser, {"version": stock.pk})
    tonight.refresh_from_db()
    assert tonight.guide_version == stock
    assert stock.title in leader.get("/leading").content.decode()
    assert stock.title in leader.get(f"/leading/{tonight.pk}").content.decode()
    leader.post(chooser, {"version": ""})
    tonight.refresh_from_db()
    assert tonight.guide_version is None


def test_where_only_approved_guides_lead_a_draft_is_not_offered(
    leader, draft, evening, iris, tonight
):
    chooser = f"/leading/{tonight.pk}/guide"
    assert str(draft.pk) in leader.get(chooser).content.decode()
    programs.change_settings(evening, by=iris, approved_guides_only=True)
    assert str(draft.pk) not in leader.get(chooser).content.decode()
    assert leader.post(chooser, {"version": draft.pk}).status_code == 404
    tonight.refresh_from_db()
    assert tonight.guide_version is None


def test_somebody_who_does_not_hold_the_session_chooses_nothing(client_as, evening, stock, tonight):
    from conftest import _person, _staff
    from samepath.people.permissions import Role

    other = _staff(_person("Finch", "finch@evening.test", "F Legalname"), Role.PEER_LEADER, evening)
    chooser = f"/leading/{tonight.pk}/guide"
    assert client_as(other).get(chooser).status_code == 404
    assert client_as(other).post(chooser, {"version": stock.pk}).status_code == 404
