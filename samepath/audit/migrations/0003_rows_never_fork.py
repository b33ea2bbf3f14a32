"""No two rows follow the same one, no row is replaced, and the table is never emptied (L02).

SQLite makes a table anew to change a column and loses its triggers: every later migration of this table lays
them again, as this one does.
"""

from django.db import migrations, models

SQLITE = [
    """CREATE TRIGGER trail_never_changes BEFORE UPDATE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END""",
    """CREATE TRIGGER trail_never_shrinks BEFORE DELETE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END""",
    # INSERT OR REPLACE takes a row away without telling the trigger above.
    """CREATE TRIGGER trail_never_swaps BEFORE INSERT ON audit_entry
       WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
         OR EXISTS (SELECT 1 FROM audit_entry WHERE hash = NEW.hash)
         OR EXISTS (SELECT 1 FROM audit_entry WHERE before = NEW.before)
       BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END""",
]
POSTGRES = [
    """CREATE TRIGGER trail_is_never_emptied BEFORE TRUNCATE ON audit_entry
       FOR EACH STATEMENT EXECUTE FUNCTION trail_is_only_added_to()""",
]


def lift(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS trail_never_changes")
        schema_editor.execute("DROP TRIGGER IF EXISTS trail_never_shrinks")


def lay(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rows_are_only_added")]
    operations = [
        migrations.RunPython(lift),
        migrations.AlterField(
            model_name="entry",
            name="before",
            field=models.CharField(max_length=64, unique=True),
        ),
        migrations.AlterField(
            model_name="entry",
            name="by_key",
            field=models.CharField(blank=True, db_index=True, max_length=40),
        ),
        migrations.RunPython(lay),
    ]
