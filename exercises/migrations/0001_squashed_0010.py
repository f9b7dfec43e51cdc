"""Everything that the first ten migrations make, at once: they make a new database in half the time.

A database that has gone through them takes this one for done; the ten can go when every database has.
"""

import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import exercises.models.reports
import uuid
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models


# The lexemes of english over unaccent(text), but made by one configuration, so that ts_headline can read the text as it
# stands.
CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION quadrant (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION quadrant
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, hword, hword_part, word WITH unaccent, english_stem;
"""


class Migration(migrations.Migration):

    replaces = [
        ('exercises', '0001_begin'),
        ('exercises', '0002_options_judged_in_depth'),
        ('exercises', '0003_claim_and_appeal'),
        ('exercises', '0004_search_while_typing'),
        ('exercises', '0005_work_on_the_board'),
        ('exercises', '0006_undo_what_was_accepted'),
        ('exercises', '0007_narratives_in_full'),
        ('exercises', '0008_write_and_sign_the_report'),
        ('exercises', '0009_build_reports_in_formats'),
        ('exercises', '0010_remove_what_must_not_exist'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # btree_gist lets one exclusion constraint compare an id and a range.
        BtreeGistExtension(),
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION quadrant"),
        migrations.CreateModel(
            name='BoardAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('move', 'a move'), ('place', 'a placing')], max_length=5)),
                ('acted_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('closed', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Option',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('submitted', 'not yet reviewed'), ('in_review', 'in review'), ('accepted', 'accepted'), ('returned', 'returned'), ('rejected', 'rejected'), ('merged', 'merged'), ('withdrawn', 'withdrawn'), ('purged', 'removed')], max_length=10)),
                ('origin', models.CharField(blank=True, choices=[('report', 'printed in the public report'), ('background', 'drawn from the background document'), ('present', 'present policy')], max_length=12)),
                ('wild_card', models.BooleanField(default=False)),
                ('submitted_at', models.DateTimeField()),
                ('appealed_at', models.DateTimeField(blank=True, null=True)),
                ('returned_until', models.DateTimeField(blank=True, null=True)),
                ('reopened_until', models.DateTimeField(blank=True, null=True)),
                ('search', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
            ],
            options={
                'ordering': ['number'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='option_search'), models.Index(condition=models.Q(('state', 'returned')), fields=['returned_until'], name='option_returned')],
            },
        ),
        migrations.CreateModel(
            name='Exercise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('question', models.TextField(max_length=500, verbose_name='question')),
                ('deck', models.TextField(blank=True, max_length=500, verbose_name='deck')),
                ('brief', models.TextField(blank=True, max_length=20000, verbose_name='brief')),
                ('context', models.TextField(blank=True, max_length=40000, verbose_name='background')),
                ('marking', models.CharField(max_length=80, verbose_name='marking')),
                ('zone', models.CharField(default='UTC', max_length=64, verbose_name='time zone')),
                ('preset', models.CharField(choices=[('one_week', 'One week')], default='one_week', max_length=20)),
                ('clock_offset', models.DurationField(default=datetime.timedelta)),
                ('synthetic', models.BooleanField(default=False)),
                ('rating_floor', models.PositiveSmallIntegerField(default=15)),
                ('portion', models.PositiveSmallIntegerField(default=8)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Card',
            fields=[
                ('option', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='card', serialize=False, to='exercises.option')),
                ('x', models.FloatField(blank=True, null=True)),
                ('y', models.FloatField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('noted', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('x__gte', -1), ('x__isnull', False), ('x__lte', 1), ('y__gte', -1), ('y__isnull', False), ('y__lte', 1)), models.Q(('x__isnull', True), ('y__isnull', True)), _connector='OR'), name='card_on_the_board')],
            },
        ),
        migrations.CreateModel(
            name='BoardChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='exercises.boardact')),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exercises.option')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('act', 'option'), name='board_change_once')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('support', 'Support'), ('challenge', 'Challenge'), ('question', 'Question'), ('evidence', 'Evidence')], max_length=9)),
                ('state', models.CharField(choices=[('standing', 'standing'), ('withdrawn', 'withdrawn'), ('hidden', 'hidden')], default='standing', max_length=9)),
                ('hidden_reason', models.CharField(blank=True, max_length=20)),
                ('hidden_note', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField()),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='exercises.option')),
                ('thread', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='exercises.comment')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'hidden'), _negated=True), models.Q(('hidden_reason', ''), _negated=True), _connector='OR'), name='hidden_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='CommentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField(max_length=4000, verbose_name='comment')),
                ('created_at', models.DateTimeField()),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='exercises.comment')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('comment', 'number'), name='comment_version_once')],
            },
        ),
        migrations.AddField(
            model_name='comment',
            name='current',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.commentversion'),
        ),
        migrations.CreateModel(
            name='Numbering',
            fields=[
                ('exercise', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='numbering', serialize=False, to='exercises.exercise')),
                ('last_option', models.IntegerField(default=0)),
                ('last_narrative', models.IntegerField(default=0)),
                ('last_comment', models.IntegerField(default=0)),
                ('last_sample', models.IntegerField(default=0)),
                ('last_takeaway', models.IntegerField(db_default=0, default=0)),
                ('last_challenge', models.IntegerField(db_default=0, default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Stream',
            fields=[
                ('exercise', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='stream', serialize=False, to='exercises.exercise')),
                ('epoch', models.CharField(max_length=32)),
                ('last_seq', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='option',
            name='exercise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='exercises.exercise'),
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=30)),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=40)),
                ('question', models.CharField(max_length=200)),
                ('for_whom', models.CharField(blank=True, max_length=120)),
                ('by_when', models.CharField(blank=True, max_length=120)),
                ('steps', models.JSONField()),
                ('good', models.CharField(choices=[('high', 'high'), ('low', 'low')], max_length=4)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='exercises.exercise')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'key'), name='criterion_key_once')],
            },
        ),
        migrations.AddField(
            model_name='comment',
            name='exercise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='exercises.exercise'),
        ),
        migrations.CreateModel(
            name='Axis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(choices=[('x', 'X'), ('y', 'Y')], max_length=1)),
                ('question', models.CharField(max_length=200)),
                ('negative', models.CharField(max_length=40)),
                ('positive', models.CharField(max_length=40)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='axes', to='exercises.exercise')),
            ],
            options={
                'ordering': ['key'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'key'), name='axis_once')],
            },
        ),
        migrations.CreateModel(
            name='Narrative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('anchor_x', models.FloatField()),
                ('anchor_y', models.FloatField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='narratives', to='exercises.exercise')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'number'), name='narrative_number_once'), models.CheckConstraint(condition=models.Q(('anchor_x__gte', -1), ('anchor_x__lte', 1), ('anchor_y__gte', -1), ('anchor_y__lte', 1)), name='anchor_on_the_board')],
            },
        ),
        migrations.CreateModel(
            name='NarrativeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('nickname', models.CharField(max_length=60, verbose_name='nickname')),
                ('abstract', models.TextField(blank=True, max_length=2000, verbose_name='abstract')),
                ('diagnosis', models.TextField(blank=True, max_length=4000, verbose_name='diagnosis')),
                ('must_be_true', models.TextField(blank=True, max_length=4000, verbose_name='what must be true')),
                ('steps', models.TextField(blank=True, max_length=4000, verbose_name='order of steps')),
                ('adversaries', models.TextField(blank=True, max_length=4000, verbose_name='adversaries’ response')),
                ('risks', models.TextField(blank=True, max_length=4000, verbose_name='risks at home')),
                ('risks_abroad', models.TextField(blank=True, default='', max_length=4000, verbose_name='risks abroad')),
                ('objection', models.TextField(blank=True, max_length=4000, verbose_name='strongest objection')),
                ('created_at', models.DateTimeField()),
                ('narrative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='exercises.narrative')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('narrative', 'number'), name='narrative_version_once')],
            },
        ),
        migrations.AddField(
            model_name='narrative',
            name='current',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.narrativeversion'),
        ),
        migrations.CreateModel(
            name='OptionVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('generation', models.PositiveIntegerField(default=1)),
                ('change', models.CharField(choices=[('first', 'first text'), ('typo', 'typo'), ('clarification', 'clarification'), ('material', 'material change')], default='first', max_length=13)),
                ('title', models.CharField(max_length=90, verbose_name='title')),
                ('summary', models.TextField(max_length=400, verbose_name='summary')),
                ('aspects', models.JSONField()),
                ('created_at', models.DateTimeField()),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='exercises.option')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('option', 'number'), name='option_version_once')],
            },
        ),
        migrations.AddField(
            model_name='option',
            name='current',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.optionversion'),
        ),
        migrations.AddField(
            model_name='comment',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='exercises.optionversion'),
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('manager', 'Manager'), ('lead', 'Lead author'), ('moderator', 'Moderator'), ('analyst', 'Analyst'), ('observer', 'Observer'), ('sponsor', 'Sponsor'), ('auditor', 'Auditor')], max_length=10)),
                ('alias', models.CharField(max_length=40, verbose_name='alias')),
                ('region', models.CharField(blank=True, max_length=60, verbose_name='region')),
                ('expertise', models.CharField(blank=True, max_length=60, verbose_name='expertise')),
                ('consent_at', models.DateTimeField()),
                ('joined_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='exercises.exercise')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['alias'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'user'), name='person_once_in_an_exercise'), models.UniqueConstraint(models.F('exercise'), django.db.models.functions.text.Lower('alias'), name='alias_once_in_an_exercise')],
            },
        ),
        migrations.AddField(
            model_name='optionversion',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation'),
        ),
        migrations.AddField(
            model_name='option',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='options', to='exercises.participation'),
        ),
        migrations.AddField(
            model_name='option',
            name='reviewer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation'),
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chosen_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.comment')),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='exercises.option')),
                ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
            ],
            options={
                'ordering': ['chosen_at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('option',), name='one_objection')],
            },
        ),
        migrations.AddField(
            model_name='narrativeversion',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation'),
        ),
        migrations.AddField(
            model_name='narrative',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation'),
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('core', 'core'), ('supporting', 'supporting'), ('dissent', 'dissent')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('turn', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('added_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='exercises.option')),
                ('narrative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='exercises.narrative')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('narrative', 'option'), name='one_place_in_a_narrative'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('kind', 'core')), fields=('option',), name='one_core_membership')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('role', models.CharField(choices=[('manager', 'Manager'), ('lead', 'Lead author'), ('moderator', 'Moderator'), ('analyst', 'Analyst'), ('observer', 'Observer'), ('sponsor', 'Sponsor'), ('auditor', 'Auditor')], max_length=10)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='exercises.exercise')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exercises.participation')),
                ('used_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exercises.participation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('used_by__isnull', True), ('used_at__isnull', False), _connector='OR'), name='invitation_used_has_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('audience', models.CharField(max_length=10)),
                ('data', models.JSONField()),
                ('at', models.DateTimeField()),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='exercises.exercise')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exercises.participation')),
            ],
            options={
                'ordering': ['seq'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'seq'), name='event_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=80)),
                ('seq', models.BigIntegerField()),
                ('tab', models.CharField(blank=True, max_length=36)),
                ('base', models.PositiveIntegerField(blank=True, null=True)),
                ('body', models.JSONField()),
                ('overtaken', models.JSONField(blank=True, null=True)),
                ('saved_at', models.DateTimeField()),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='exercises.participation')),
            ],
            options={
                'ordering': ['-saved_at'],
                'constraints': [models.UniqueConstraint(fields=('participation', 'place'), name='draft_once_a_place')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('in_review', 'taken up for review'), ('released', 'put back for others to review'), ('accepted', 'accepted'), ('returned', 'returned to its author'), ('rejected', 'rejected'), ('resubmitted', 'submitted again'), ('withdrawn', 'withdrawn'), ('restored', 'restored'), ('reopened', 'reopened for a material change'), ('appealed', 'appealed against'), ('undone', 'no longer accepted: that was undone'), ('purged', 'its texts removed for ever')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=20)),
                ('note', models.TextField(blank=True, max_length=1000)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField()),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='exercises.option')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.optionversion')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
            ],
            options={
                'ordering': ['decided_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('verdict__in', ['returned', 'rejected']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='decision_has_a_reason')],
            },
        ),
        migrations.AddField(
            model_name='comment',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='exercises.participation'),
        ),
        migrations.AddField(
            model_name='comment',
            name='hidden_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation'),
        ),
        migrations.CreateModel(
            name='Challenge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('fit', 'fit of an option'), ('support', 'support'), ('minority', 'minority note'), ('nickname', 'rival nickname')], max_length=8)),
                ('verdict', models.CharField(blank=True, choices=[('fits', 'fits'), ('doubtful', 'doubtful'), ('not', 'does not fit')], max_length=8)),
                ('step', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('current', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('accepted', 'accepted'), ('answered', 'answered'), ('declined', 'declined')], max_length=8)),
                ('answer_text', models.TextField(blank=True, max_length=2000)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('option', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.option')),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='challenges', to='exercises.exercise')),
                ('narrative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='challenges', to='exercises.narrative')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.narrativeversion')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='challenges', to='exercises.participation')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'number'), name='challenge_number_once'), models.UniqueConstraint(condition=models.Q(('current', True)), fields=('narrative', 'author', 'kind', 'option'), name='one_current_challenge', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'fit'), ('option__isnull', False), ('step__isnull', True), models.Q(('verdict', ''), _negated=True), models.Q(('text', ''), _negated=True)), models.Q(('kind', 'support'), ('option__isnull', True), ('step__gte', 1), ('step__lte', 5), ('verdict', '')), models.Q(('kind__in', ['minority', 'nickname']), ('option__isnull', True), ('step__isnull', True), ('verdict', ''), models.Q(('text', ''), _negated=True)), _connector='OR'), name='challenge_says_what_its_kind_says'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), models.Q(('kind', 'support'), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='challenge_answer_is_whole')],
            },
        ),
        migrations.AddField(
            model_name='boardact',
            name='moderator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='board_acts', to='exercises.participation'),
        ),
        migrations.CreateModel(
            name='Phase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('prepare', 'Prepare'), ('diverge', 'Propose'), ('compete', 'Deepen'), ('rate', 'Rate'), ('reveal', 'Reveal'), ('inject', 'Inject'), ('challenge', 'Challenge'), ('draft', 'Draft'), ('closed', 'Closed')], max_length=12)),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('instructions', models.TextField(blank=True)),
                ('logged_at', models.DateTimeField(blank=True, null=True)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='exercises.exercise')),
            ],
            options={
                'ordering': ['opens_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='phase_ends_after_it_begins'), django.contrib.postgres.constraints.ExclusionConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], expressions=[('exercise', '='), (models.Func(models.F('opens_at'), models.F('closes_at'), django.contrib.postgres.fields.ranges.RangeBoundary(), function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='phases_never_overlap')],
            },
        ),
        migrations.CreateModel(
            name='BoardFreeze',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('frozen_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='freezes', to='exercises.exercise')),
                ('frozen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('phase', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exercises.phase')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('released_at__isnull', True)), fields=('phase',), name='one_freeze_a_phase')],
            },
        ),
        migrations.CreateModel(
            name='Protocol',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('hash', models.CharField(max_length=64)),
                ('reason', models.TextField(blank=True, max_length=1000)),
                ('made_at', models.DateTimeField()),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='protocols', to='exercises.exercise')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'number'), name='protocol_number_once'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='deviation_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Purge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('dropped_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='purges', to='exercises.option')),
            ],
            options={
                'ordering': ['asked_at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at', None), ('dropped_at', None)), fields=('option',), name='one_purge_waits'), models.CheckConstraint(condition=models.Q(('done_by', models.F('asked_by')), _negated=True), name='purge_takes_two'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='purge_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='QueueEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portion', models.PositiveSmallIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('drawn_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('skipped', models.CharField(blank=True, choices=[('later', 'I need time to read about it'), ('expertise', 'outside my field'), ('unclear', 'the text is unclear'), ('conflict', 'I have an interest in it')], max_length=12)),
                ('skipped_at', models.DateTimeField(blank=True, null=True)),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='queued', to='exercises.option')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='queue', to='exercises.participation')),
            ],
            options={
                'ordering': ['portion', 'position'],
                'indexes': [models.Index(fields=['option'], name='queue_by_option')],
                'constraints': [models.UniqueConstraint(fields=('participation', 'option'), name='queued_once')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('body_hash', models.CharField(max_length=64)),
                ('answer', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exercises.participation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('participation', 'key'), name='request_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('requested_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('queued', 'waiting'), ('running', 'being built'), ('done', 'done'), ('failed', 'failed'), ('cancelled', 'cancelled')], default='queued', max_length=9)),
                ('level', models.CharField(choices=[('internal', 'internal'), ('sponsor', 'sponsor'), ('public', 'public')], default='internal', max_length=8)),
                ('formats', models.JSONField(db_default=['pdf'], default=exercises.models.reports.default_formats)),
                ('step', models.CharField(blank=True, max_length=20)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('heartbeat_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('seq', models.BigIntegerField(blank=True, null=True)),
                ('epoch', models.CharField(blank=True, max_length=32)),
                ('facts_hash', models.CharField(blank=True, max_length=64)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='exercises.exercise')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
            ],
            options={
                'ordering': ['-requested_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='percent_within_hundred'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('finished_at__isnull', False), ('seq__isnull', False)), _connector='OR'), name='done_has_a_snapshot')],
            },
        ),
        migrations.CreateModel(
            name='ReportDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.DateTimeField()),
                ('state', models.CharField(choices=[('queued', 'waiting'), ('done', 'done'), ('failed', 'failed')], default='queued', max_length=9)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('epoch', models.CharField(blank=True, max_length=32)),
                ('seq', models.BigIntegerField(blank=True, null=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('words', models.PositiveIntegerField(default=0)),
                ('content', models.BinaryField(blank=True, null=True)),
                ('made_at', models.DateTimeField(blank=True, null=True)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_drafts', to='exercises.exercise')),
            ],
            options={
                'ordering': ['-hour'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'hour'), name='draft_of_an_hour_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('content__isnull', False), ('seq__isnull', False)), _connector='OR'), name='draft_done_has_words')],
            },
        ),
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word'), ('html', 'HTML'), ('md', 'Markdown'), ('package', 'Data package')], max_length=8)),
                ('path', models.CharField(max_length=200)),
                ('size', models.BigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('standard', models.CharField(blank=True, max_length=10)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='exercises.report')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('report', 'format'), name='report_format_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('bottom_line', 'Bottom line'), ('judgment', 'Key judgment'), ('background', 'Question and background'), ('diagnosis', 'Diagnosis'), ('actor', 'Implications for an actor'), ('limits', 'Limits'), ('figure', 'Title of a figure')], max_length=12)),
                ('number', models.PositiveSmallIntegerField(default=0)),
                ('subject', models.CharField(blank=True, max_length=40)),
                ('turn', models.PositiveSmallIntegerField(default=1)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_texts', to='exercises.exercise')),
            ],
            options={
                'ordering': ['kind', 'turn', 'number'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'kind', 'number', 'subject'), name='report_text_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'figure'), models.Q(('subject', ''), _negated=True)), models.Q(models.Q(('kind', 'figure'), _negated=True), ('subject', '')), _connector='OR'), name='report_text_names_its_figure')],
            },
        ),
        migrations.CreateModel(
            name='ReportTextVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(blank=True, max_length=140, verbose_name='title')),
                ('text', models.TextField(blank=True, max_length=6000, verbose_name='text')),
                ('form', models.CharField(blank=True, choices=[('recommendation', 'recommendation'), ('forecast', 'conditional forecast')], max_length=14, verbose_name='kind')),
                ('actor', models.CharField(blank=True, max_length=80, verbose_name='actor')),
                ('condition', models.CharField(blank=True, max_length=300, verbose_name='condition')),
                ('due', models.DateField(blank=True, null=True, verbose_name='date')),
                ('likelihood', models.CharField(blank=True, choices=[('almost_none', 'almost no chance'), ('very_unlikely', 'very unlikely'), ('unlikely', 'unlikely'), ('even', 'roughly even chance'), ('likely', 'likely'), ('very_likely', 'very likely'), ('almost_certain', 'almost certain')], max_length=16, verbose_name='likelihood')),
                ('confidence', models.CharField(blank=True, choices=[('low', 'low'), ('moderate', 'moderate'), ('high', 'high')], max_length=8, verbose_name='analytic confidence')),
                ('confidence_why', models.TextField(blank=True, max_length=1000, verbose_name='why that confidence')),
                ('change_mind', models.TextField(blank=True, max_length=1000, verbose_name='what would change our mind')),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('report_text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='exercises.reporttext')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('report_text', 'number'), name='report_text_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('due__isnull', False), ('form', 'forecast'), models.Q(('actor', ''), _negated=True), models.Q(('condition', ''), _negated=True), models.Q(('likelihood', ''), _negated=True)), models.Q(models.Q(('form', 'forecast'), _negated=True), ('actor', ''), ('condition', ''), ('due__isnull', True), ('likelihood', '')), _connector='OR'), name='only_a_forecast_is_likely')],
            },
        ),
        migrations.AddField(
            model_name='reporttext',
            name='current',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.reporttextversion'),
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=90)),
                ('text', models.TextField(max_length=6000)),
                ('written_at', models.DateTimeField()),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='samples', to='exercises.exercise')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'number'), name='sample_number_once')],
            },
        ),
        migrations.CreateModel(
            name='PracticeSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField()),
                ('created_at', models.DateTimeField()),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('sample', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='exercises.sample')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sample', 'participation'), name='one_practice_sheet')],
            },
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generation', models.PositiveIntegerField()),
                ('round', models.PositiveSmallIntegerField(choices=[(1, '1'), (2, '2')])),
                ('current', models.BooleanField(default=True)),
                ('certainty', models.CharField(blank=True, choices=[('low', 'a guess'), ('moderate', 'fairly sure'), ('high', 'sure')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField()),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='exercises.option')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='exercises.participation')),
                ('protocol', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.protocol')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='exercises.optionversion')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('current', True)), fields=['option', 'round'], name='sheet_by_option')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('current', True)), fields=('participation', 'option', 'round'), name='one_current_sheet'), models.CheckConstraint(condition=models.Q(('round__in', [1, 2])), name='sheet_round_known'), models.CheckConstraint(condition=models.Q(('round', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='revision_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(choices=[(1, '1'), (2, '2')])),
                ('current', models.BooleanField(default=True)),
                ('step', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('abstained', models.CharField(blank=True, choices=[('expertise', 'outside my field'), ('unclear', 'the text is unclear'), ('conflict', 'I have an interest in it')], max_length=12)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='exercises.criterion')),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='exercises.option')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='exercises.sheet')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('current', True)), fields=['option', 'criterion', 'round'], name='rating_by_option')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('current', True)), fields=('participation', 'option', 'criterion', 'round'), name='one_current_rating'), models.CheckConstraint(condition=models.Q(models.Q(('abstained', ''), ('step__gte', 1), ('step__isnull', False), ('step__lte', 5)), models.Q(('step__isnull', True), models.Q(('abstained', ''), _negated=True)), _connector='OR'), name='step_or_abstention')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(choices=[(1, '1'), (2, '2')])),
                ('current', models.BooleanField(default=True)),
                ('x', models.FloatField(blank=True, null=True)),
                ('y', models.FloatField(blank=True, null=True)),
                ('x_answer', models.CharField(blank=True, choices=[('both', 'both'), ('neither', 'neither'), ('unclear', 'unclear')], max_length=8)),
                ('y_answer', models.CharField(blank=True, choices=[('both', 'both'), ('neither', 'neither'), ('unclear', 'unclear')], max_length=8)),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='exercises.option')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('sheet', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='placement', to='exercises.sheet')),
            ],
            options={
                'indexes': [models.Index(models.F('option'), models.F('round'), condition=models.Q(('current', True)), name='placement_by_option')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('current', True)), fields=('participation', 'option', 'round'), name='one_current_placement'), models.CheckConstraint(condition=models.Q(models.Q(('x__gte', -1), ('x__lte', 1), ('x_answer', '')), models.Q(('x__isnull', True), ('x_answer__in', ['both', 'neither', 'unclear'])), _connector='OR'), name='placement_x_answered'), models.CheckConstraint(condition=models.Q(models.Q(('y__gte', -1), ('y__lte', 1), ('y_answer', '')), models.Q(('y__isnull', True), ('y_answer__in', ['both', 'neither', 'unclear'])), _connector='OR'), name='placement_y_answered')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('role', models.CharField(choices=[('author', 'author'), ('reader', 'second reader')], max_length=6)),
                ('digest', models.CharField(max_length=64)),
                ('epoch', models.CharField(max_length=32)),
                ('seq', models.BigIntegerField()),
                ('standards', models.JSONField(default=list)),
                ('note', models.TextField(blank=True, max_length=1000)),
                ('signed_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='exercises.exercise')),
                ('signer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'number'), name='signature_number_once'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('exercise', 'signer'), name='one_signature_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('epoch', models.CharField(max_length=32)),
                ('seq', models.BigIntegerField()),
                ('gaps', models.JSONField(default=list)),
                ('reason', models.TextField(blank=True, max_length=1000)),
                ('published_at', models.DateTimeField()),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='exercises.exercise')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.signature')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.signature')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'number'), name='publication_number_once'), models.CheckConstraint(condition=models.Q(('author', models.F('reader')), _negated=True), name='two_signatures'), models.CheckConstraint(condition=models.Q(('gaps', []), models.Q(('reason', ''), _negated=True), _connector='OR'), name='gaps_want_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Takeaway',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('turn', models.PositiveSmallIntegerField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='takeaways', to='exercises.exercise')),
            ],
            options={
                'ordering': ['turn', 'number'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'number'), name='takeaway_number_once')],
            },
        ),
        migrations.CreateModel(
            name='TakeawayVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=90, verbose_name='title')),
                ('text', models.TextField(max_length=2000, verbose_name='text')),
                ('confidence', models.CharField(choices=[('low', 'low'), ('moderate', 'moderate'), ('high', 'high')], max_length=8, verbose_name='analytic confidence')),
                ('disagreement', models.TextField(blank=True, max_length=2000, verbose_name='remaining disagreement')),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('takeaway', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='exercises.takeaway')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('takeaway', 'number'), name='takeaway_version_once')],
            },
        ),
        migrations.AddField(
            model_name='takeaway',
            name='current',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.takeawayversion'),
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=20)),
                ('stance', models.CharField(choices=[('supports', 'supports'), ('contradicts', 'contradicts')], max_length=11)),
                ('cited_narrative', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cited_in', to='exercises.narrativeversion')),
                ('narrative_version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='exercises.narrativeversion')),
                ('option_version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cited_in', to='exercises.optionversion')),
                ('report_text_version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='exercises.reporttextversion')),
                ('takeaway_version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='exercises.takeawayversion')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('narrative_version__isnull', False), ('report_text_version__isnull', True), ('takeaway_version__isnull', True)), models.Q(('narrative_version__isnull', True), ('report_text_version__isnull', True), ('takeaway_version__isnull', False)), models.Q(('narrative_version__isnull', True), ('report_text_version__isnull', False), ('takeaway_version__isnull', True)), _connector='OR'), name='citation_stands_in_one_text'), models.CheckConstraint(condition=models.Q(models.Q(('cited_narrative__isnull', True), ('option_version__isnull', False)), models.Q(('cited_narrative__isnull', False), ('option_version__isnull', True)), _connector='OR'), name='citation_is_of_one_thing'), models.UniqueConstraint(condition=models.Q(('narrative_version__isnull', False)), fields=('narrative_version', 'field', 'stance', 'option_version'), name='narrative_cites_once'), models.UniqueConstraint(condition=models.Q(('takeaway_version__isnull', False)), fields=('takeaway_version', 'field', 'stance', 'option_version', 'cited_narrative'), name='takeaway_cites_once', nulls_distinct=False), models.UniqueConstraint(condition=models.Q(('report_text_version__isnull', False)), fields=('report_text_version', 'field', 'stance', 'option_version', 'cited_narrative'), name='report_text_cites_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('fields', models.JSONField()),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='templates', to='exercises.exercise')),
            ],
            options={
                'ordering': ['version'],
                'constraints': [models.UniqueConstraint(fields=('exercise', 'version'), name='template_version_once')],
            },
        ),
        migrations.AddField(
            model_name='optionversion',
            name='template',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.template'),
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=20)),
                ('last_at', models.DateTimeField()),
                ('before_at', models.DateTimeField(blank=True, null=True)),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='exercises.participation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('participation', 'place'), name='visit_once_a_place')],
            },
        ),
        migrations.CreateModel(
            name='WildCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('added_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wild_cards', to='exercises.option')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('option',), name='one_wild_card')],
            },
        ),
        migrations.CreateModel(
            name='CardMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('x', models.FloatField(blank=True, null=True)),
                ('y', models.FloatField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('moved_at', models.DateTimeField()),
                ('moved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('card', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='exercises.card')),
            ],
            options={
                'ordering': ['version'],
                'constraints': [models.UniqueConstraint(fields=('card', 'version'), name='card_move_once'), models.CheckConstraint(condition=models.Q(models.Q(('x__gte', -1), ('x__isnull', False), ('x__lte', 1), ('y__gte', -1), ('y__isnull', False), ('y__lte', 1)), models.Q(('x__isnull', True), ('y__isnull', True)), _connector='OR'), name='card_move_on_the_board')],
            },
        ),
        migrations.AddIndex(
            model_name='option',
            index=models.Index(condition=models.Q(('state__in', ('submitted', 'in_review')), ('appealed_at__isnull', False), _connector='OR'), fields=['exercise', 'submitted_at'], name='option_waits'),
        ),
        migrations.AddConstraint(
            model_name='option',
            constraint=models.UniqueConstraint(fields=('exercise', 'number'), name='option_number_once'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(fields=('exercise', 'number'), name='comment_number_once'),
        ),
        migrations.AddConstraint(
            model_name='reporttext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('judgment', 'actor')), ('number__gt', 0)), models.Q(models.Q(('kind__in', ('judgment', 'actor')), _negated=True), ('number', 0)), _connector='OR'), name='report_text_numbered_where_several'),
        ),
    ]
