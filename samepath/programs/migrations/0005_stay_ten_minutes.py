# A stay of ten minutes after the end for new programs; those there are keep their own number.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0004_words_typed_in_a_session"),
    ]

    operations = [
        migrations.AlterField(
            model_name="program",
            name="stay_after_min",
            field=models.PositiveSmallIntegerField(default=10),
        ),
    ]
