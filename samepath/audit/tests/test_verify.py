"""The trail is only added to, and any change, gap or reorder is found and named (L02)."""

import tracemalloc
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from samepath.audit import chain, jobs, queries, trail
from samepath.audit.models import Entry
from tests.elsewhere import Installation

pytestmark = pytest.mark.safety("L02")


@contextmanager
def as_thief():
    """As somebody who owns the database: the triggers are lifted."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
            yield cursor
            cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
        )
        triggers = cursor.fetchall()
        assert len(triggers) == 3
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        for _, sql in triggers:
            cursor.execute(sql)


@pytest.fixture
def rows(db):
    """The keys of ten lines."""
    for number in range(10):
        trail.did("rooms.enter", by="clock", about=str(uuid4()), number=number)
    return list(Entry.objects.order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def test_a_whole_trail_is_whole(rows):
    report = queries.verify()
    assert report.whole
    assert (report.rows, report.head) == (10, Entry.objects.get(pk=rows[-1]).hash)


def test_an_empty_trail_is_whole(db):
    assert queries.verify() == queries.Report(0, chain.GENESIS)


REFUSED = {
    "change": "UPDATE audit_entry SET by_name = 'nobody' WHERE id = %(row)s",
    "change nothing": "UPDATE audit_entry SET act = act",
    "delete": "DELETE FROM audit_entry WHERE id = %(row)s",
    "delete all": "DELETE FROM audit_entry",
    "second follower": """
        INSERT INTO audit_entry (at, act, by_key, by_name, hat, source, about_kind, about_key, program, session,
                                 purpose, outcome, facts, before, hash)
        SELECT at, act, by_key, by_name, hat, source, about_kind, about_key, program, session,
               purpose, outcome, facts, before, 'x' FROM audit_entry WHERE id = %(row)s""",
}
BY_VENDOR = {
    "sqlite": {
        "replace": """
            INSERT OR REPLACE INTO audit_entry (id, at, act, by_key, by_name, hat, source, about_kind, about_key,
                program, session, purpose, outcome, facts, before, hash)
            SELECT id, at, 'nothing', by_key, by_name, hat, source, about_kind, about_key,
                program, session, purpose, outcome, facts, 'x', 'y' FROM audit_entry WHERE id = %(row)s""",
        "change or replace": "UPDATE OR REPLACE audit_entry SET id = id + 1",
    },
    "postgresql": {"empty": "TRUNCATE audit_entry"},
}


@pytest.mark.parametrize("statement", [*REFUSED, "replace", "change or replace", "empty"])
def test_the_database_refuses_to(statement, rows):
    sql = {**REFUSED, **BY_VENDOR[connection.vendor]}.get(statement)
    if sql is None:
        pytest.skip("not a statement of this database")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, {"row": rows[4]})
    assert queries.verify().rows == 10


@pytest.mark.parametrize("column", sorted({*chain.SEALED, "before", "hash"} - {"facts", "at"}))
def test_a_changed_column_names_its_row(rows, column):
    with as_thief() as cursor:
        cursor.execute(
            f"UPDATE audit_entry SET {column} = 'x' || substr({column}, 1, 15) WHERE id = %s",
            [rows[4]],
        )
    report = queries.verify()
    assert (report.whole, report.broken) == (False, rows[4])


def test_a_changed_fact_or_time_names_its_row(rows):
    with as_thief() as cursor:
        cursor.execute(
            """UPDATE audit_entry SET facts = '{"number": 99}' WHERE id = %s""", [rows[7]]
        )
    assert queries.verify().broken == rows[7]
    with as_thief() as cursor:
        cursor.execute(
            "UPDATE audit_entry SET at = '2020-01-01 00:00:00+00:00' WHERE id = %s", [rows[3]]
        )
    assert queries.verify() == queries.Report(
        4, Entry.objects.get(pk=rows[2]).hash, rows[3], "its content was changed"
    )


def test_a_missing_row_is_missed(rows):
    with as_thief() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [rows[4]])
    report = queries.verify()
    assert report.broken == rows[5]
    assert "missing" in report.how


def test_the_first_row_is_missed_too(rows):
    with as_thief() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [rows[0]])
    assert queries.verify().broken == rows[1]


def test_two_rows_that_changed_places_are_found(rows):
    with as_thief() as cursor:
        for old, new in ((rows[4], -1), (rows[5], rows[4]), (-1, rows[5])):
            cursor.execute("UPDATE audit_entry SET id = %s WHERE id = %s", [new, old])
    assert queries.verify().broken == rows[4]


def test_a_trail_cut_short_no_longer_holds_its_anchor(rows, home):
    jobs.anchor()
    with as_thief() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE id > %s", [rows[6]])
    assert queries.verify().whole  # from the inside it looks whole
    report = queries.verify(jobs.anchors())
    assert report.broken == rows[-1]
    assert f"after row {rows[6]}" in report.how


def rewrite(rows, first):
    """Everything from a row on sealed anew, by somebody who knows how."""
    before = Entry.objects.get(pk=rows[first - 1]).hash if first else chain.GENESIS
    with as_thief() as cursor:
        cursor.execute(
            "UPDATE audit_entry SET before = 'was ' || substr(before, 1, 50), hash = 'was ' || substr(hash, 1, 50)"
        )
        for row in rows[first:]:
            entry = Entry.objects.get(pk=row)
            values = {name: getattr(entry, name) for name in chain.SEALED} | {"by_name": "nobody"}
            seal = chain.seal(values, before)
            cursor.execute(
                "UPDATE audit_entry SET by_name = 'nobody', before = %s, hash = %s WHERE id = %s",
                [before, seal, row],
            )
            before = seal


def test_a_trail_rewritten_with_care_no_longer_holds_its_anchor(rows, home):
    jobs.anchor()
    rewrite(rows, 0)
    assert queries.verify().whole
    report = queries.verify(jobs.anchors())
    assert (report.broken, report.whole) == (rows[-1], False)
    assert "written down outside" in report.how


def test_an_anchor_checks_what_came_since_and_never_vouches_for_a_broken_trail(rows, home):
    jobs.anchor()
    trail.did("rooms.close", by="clock")
    newest = Entry.objects.latest("pk").pk
    jobs.anchor()
    assert max(jobs.anchors()) == newest

    trail.did("rooms.close", by="clock")
    with as_thief() as cursor:
        cursor.execute("UPDATE audit_entry SET act = 'rooms.open' WHERE id > %s", [newest])
    jobs.anchor()
    assert max(jobs.anchors()) == newest
    assert queries.verify(jobs.anchors(), since=newest).broken == newest + 1


def test_the_first_anchor_of_a_row_counts_and_a_torn_line_is_passed_over(rows, home):
    jobs.anchor()
    known = jobs.anchors()
    with (home / "anchors.log").open("a") as file:
        file.write(f"2026-11-01T00:00:00+00:00 {rows[-1]} {'0' * 64}\n2026-11-01T00:0")
    assert jobs.anchors() == known
    assert (home / "anchors.log").stat().st_mode & 0o077 == 0


def test_no_anchor_without_a_line(db, home):
    jobs.anchor()
    assert jobs.anchors() == {}


def test_a_long_trail_is_read_in_a_little_memory(db):
    before, lines = chain.GENESIS, []
    template = trail._line("rooms.enter", "clock", None, None, None, "", "ok", {})
    for _ in range(6000):
        seal = chain.seal(template, before)
        lines.append(Entry(**template, before=before, hash=seal))
        before = seal
    Entry.objects.bulk_create(lines, batch_size=500)
    del lines

    tracemalloc.start()
    report = queries.verify()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (report.rows, report.head) == (6000, before)
    assert peak < 6 * 1024 * 1024


def test_who_looked_at_a_record_and_what_somebody_did(db):
    amara, chen = str(uuid4()), str(uuid4())
    trail.saw("people.contact", by="clock", about=amara, purpose="care")
    trail.did("people.rename", by="clock", about=amara)
    trail.did("people.rename", by="clock", about=chen)

    assert [line.act for line in queries.about([amara])] == ["people.rename", "saw.people.contact"]
    (look,) = queries.about([amara], only_reads=True)
    assert (look.was_a_read, look.purpose) == (True, "care")
    assert queries.about([amara], since=look.at, at_most=1)[0].act == "people.rename"
    assert queries.by(amara) == []


WRITER = """
from django.db import transaction
from samepath.audit import trail
for number in range(40):
    with transaction.atomic():
        trail.did("rooms.enter", by="clock", number=number)
"""


def test_many_writers_make_one_chain(tmp_path):
    other = Installation(tmp_path, "audit")
    try:
        writers = [other.start(WRITER) for _ in range(4)]
        for writer in writers:
            _, complained = writer.communicate(timeout=100)
            assert writer.returncode == 0, complained
        said = other.run("from samepath.audit import queries; print(queries.verify())")
        assert said.startswith("Report(rows=160,")
        assert "broken=None" in said
    finally:
        other.remove()
