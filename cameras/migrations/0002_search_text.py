"""What place search compares: text without accents, capitals and punctuation, "Jalan" and "Jln." written "jl".

Both extensions are trusted ones: the owner of the database may create them.
"""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# Immutable although unaccent() is declared stable: the dictionary is named, and nobody edits it here.
FORWARD = r"""
CREATE FUNCTION cameras_search_text(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT trim(regexp_replace(
        regexp_replace(lower(public.unaccent('public.unaccent', $1)), '[^a-z0-9]+', ' ', 'g'),
        '\m(jalan|jln)\M', 'jl', 'g'))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cameras", "0001_initial")]
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(FORWARD, "DROP FUNCTION cameras_search_text(text)"),
    ]
