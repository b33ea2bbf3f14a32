"""A message is owed in the transaction of the fact it tells of, once, and carries nothing (D03, D04, P03)."""

from datetime import timedelta

import pytest
from django.db import connection, models, transaction
from django.db.models.functions import Cast

from samepath.lib.time import now
from samepath.notices import actions
from samepath.notices.models import Notice

pytestmark = pytest.mark.safety("D03", "D04")


def post(**more):
    return actions.post(**{"to": "amara@evening.test", "template": "update", "key": "one", **more})


def test_the_same_key_is_the_same_message(db):
    first = post()
    assert post(template="look-now", to="ben@evening.test") == first
    assert Notice.objects.count() == 1
    assert post(key="two") != first


@pytest.mark.django_db(transaction=True)
def test_not_without_a_transaction():
    with pytest.raises(RuntimeError):
        post()


@pytest.mark.django_db(transaction=True)
def test_what_does_not_happen_tells_nobody():
    def fall():
        with transaction.atomic():
            post()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fall()
    assert not Notice.objects.exists()


def test_it_may_be_due_later_and_end(db):
    later = now() + timedelta(hours=1)
    notice = post(due_at=later, expires_at=later + timedelta(hours=1))
    assert (notice.due_at, notice.next_try_at) == (later, later)


@pytest.mark.safety("W08")
def test_whom_and_where_are_sealed(db):
    post(template="reset", context={"link": "/account/password/reset/key/abc"})
    raw = Notice.objects.annotate(
        t=Cast("to", models.TextField()), w=Cast("link", models.TextField())
    ).values_list("t", "w")[0]
    assert all(value.startswith("t1:") for value in raw)


@pytest.mark.safety("P03")
@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example", "//elsewhere.example", "calls", "/clinic/7d0c", "/calls", "/leading", "/help",
        "/console/0b6f3a2e-0000-4000-8000-000000000000", "/me?who=amara", "/me#amara", "/a b", "/\n", "/" + "a" * 50,
    ],
)  # fmt: skip
def test_a_link_is_a_bare_page_of_ours(db, link):
    with pytest.raises(ValueError, match="page"):
        post(context={"link": link})


@pytest.mark.safety("P03")
@pytest.mark.parametrize("context", [{"name": "Amara"}, {"link": "/", "when": "tonight"}])
def test_nothing_but_a_link_is_carried(db, context):
    with pytest.raises(ValueError, match="nothing else"):
        post(context=context)


@pytest.mark.parametrize(
    "more", [{"template": "your-group"}, {"channel": "pigeon"}, {"key": "x:amara@evening.test"}]
)
def test_what_is_not_known_is_refused(db, more):
    with pytest.raises(ValueError, match=r"."):
        post(**more)
    assert connection.in_atomic_block


def test_the_name_beside_an_address_is_left_out(db):
    assert (
        Notice.objects.get(pk=post(to="Amara Legalname <amara@evening.test>").pk).to
        == "amara@evening.test"
    )
