"""The database itself refuses to change or delete a row of the trail (L02)."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER trail_never_changes BEFORE UPDATE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END""",
    """CREATE TRIGGER trail_never_shrinks BEFORE DELETE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END""",
]
POSTGRES = [
    """CREATE FUNCTION trail_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'the trail is only added to'; END $$""",
    """CREATE TRIGGER trail_never_changes BEFORE UPDATE OR DELETE ON audit_entry
       FOR EACH ROW EXECUTE FUNCTION trail_is_only_added_to()""",
]


def seal(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_the_trail")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
