"""The database itself refuses to change the words of a version that was approved, or that a session was led from."""

from django.db import migrations

WORDS = "title, about, minutes, sha256, number, guide_id, made_by_id, shipped"
SEALED = "OLD.approved_at IS NOT NULL OR OLD.used_at IS NOT NULL"
SAYS = "an approved guide never changes"

SQLITE = [
    f"""CREATE TRIGGER approved_guides_never_change BEFORE UPDATE OF {WORDS} ON guides_version
        WHEN {SEALED} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
    f"""CREATE TRIGGER approvals_are_never_taken_back BEFORE UPDATE OF approved_at, approved_by_id ON guides_version
        WHEN OLD.approved_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
    f"""CREATE TRIGGER used_guides_stay_used BEFORE UPDATE OF used_at ON guides_version
        WHEN OLD.used_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
    f"""CREATE TRIGGER approved_guides_never_go BEFORE DELETE ON guides_version
        WHEN {SEALED} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
    *(
        f"""CREATE TRIGGER approved_segments_never_{what} BEFORE {when} ON guides_segment
        WHEN EXISTS (SELECT 1 FROM guides_version v WHERE v.id IN ({which})
                     AND (v.approved_at IS NOT NULL OR v.used_at IS NOT NULL))
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"""  # noqa: S608  # words of this file only
        for what, when, which in (
            ("come", "INSERT", "NEW.version_id"),
            ("change", "UPDATE", "OLD.version_id, NEW.version_id"),
            ("go", "DELETE", "OLD.version_id"),
        )
    ),
]
POSTGRES = [
    f"""CREATE FUNCTION guides_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{SAYS}'; END $$""",
    f"""CREATE TRIGGER approved_guides_never_change BEFORE UPDATE OF {WORDS} ON guides_version
        FOR EACH ROW WHEN ({SEALED}) EXECUTE FUNCTION guides_never_change()""",
    """CREATE TRIGGER approvals_are_never_taken_back BEFORE UPDATE OF approved_at, approved_by_id ON guides_version
        FOR EACH ROW WHEN (OLD.approved_at IS NOT NULL) EXECUTE FUNCTION guides_never_change()""",
    """CREATE TRIGGER used_guides_stay_used BEFORE UPDATE OF used_at ON guides_version
        FOR EACH ROW WHEN (OLD.used_at IS NOT NULL) EXECUTE FUNCTION guides_never_change()""",
    f"""CREATE TRIGGER approved_guides_never_go BEFORE DELETE ON guides_version
        FOR EACH ROW WHEN ({SEALED}) EXECUTE FUNCTION guides_never_change()""",
    f"""CREATE FUNCTION segments_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE touched uuid[] := ARRAY[]::uuid[];
        BEGIN
            IF TG_OP <> 'INSERT' THEN touched := touched || OLD.version_id; END IF;
            IF TG_OP <> 'DELETE' THEN touched := touched || NEW.version_id; END IF;
            IF EXISTS (SELECT 1 FROM guides_version v WHERE v.id = ANY (touched)
                       AND (v.approved_at IS NOT NULL OR v.used_at IS NOT NULL)) THEN
                RAISE EXCEPTION '{SAYS}';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$""",  # noqa: S608  # words of this file only
    """CREATE TRIGGER approved_segments_never_change BEFORE INSERT OR UPDATE OR DELETE ON guides_segment
       FOR EACH ROW EXECUTE FUNCTION segments_never_change()""",
]


def seal(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("guides", "0001_guides_and_their_versions")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
