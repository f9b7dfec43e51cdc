"""Let half a word find what it begins, and let the words that were found be marked with their accents on."""

from django.db import migrations

# The same lexemes as english over unaccent(text), but made by one configuration, so that ts_headline can read the text
# as it stands.
CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION quadrant (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION quadrant
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, hword, hword_part, word WITH unaccent, english_stem;
"""

# What actions/options.py (index_text) writes.
REINDEX = """
UPDATE exercises_option AS o SET search =
    setweight(to_tsvector('english', unaccent(v.title)), 'A') || setweight(to_tsvector('simple', unaccent(v.title)), 'A')
    || setweight(to_tsvector('english', unaccent(v.summary)), 'B')
    || setweight(to_tsvector('simple', unaccent(v.summary)), 'B')
    || setweight(to_tsvector('english', unaccent(
        (SELECT coalesce(string_agg(value, ' '), '') FROM jsonb_each_text(v.aspects)))), 'C')
FROM exercises_optionversion AS v WHERE v.id = o.current_id;
"""


class Migration(migrations.Migration):
    dependencies = [("exercises", "0003_claim_and_appeal")]

    operations = [
        migrations.RunSQL(CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION quadrant"),
        migrations.RunSQL(REINDEX, migrations.RunSQL.noop),
    ]
