import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # btree_gist lets one exclusion constraint compare an id and a range.
        BtreeGistExtension(),
        UnaccentExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name='Option',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('submitted', 'not yet reviewed'), ('in_review', 'in review'), ('accepted', 'accepted'), ('returned', 'returned'), ('rejected', 'rejected'), ('merged', 'merged'), ('withdrawn', 'withdrawn')], max_length=10)),
                ('origin', models.CharField(blank=True, choices=[('report', 'printed in the public report'), ('background', 'drawn from the background document'), ('present', 'present policy')], max_length=12)),
                ('wild_card', models.BooleanField(default=False)),
                ('submitted_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['number'],
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
            ],
        ),
        migrations.CreateModel(
            name='Numbering',
            fields=[
                ('exercise', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='numbering', serialize=False, to='exercises.exercise')),
                ('last_option', models.IntegerField(default=0)),
                ('last_narrative', models.IntegerField(default=0)),
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
            },
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
            },
        ),
        migrations.CreateModel(
            name='Narrative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('anchor_x', models.FloatField()),
                ('anchor_y', models.FloatField()),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='narratives', to='exercises.exercise')),
            ],
            options={
                'ordering': ['number'],
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
                ('risks', models.TextField(blank=True, max_length=4000, verbose_name='risks')),
                ('objection', models.TextField(blank=True, max_length=4000, verbose_name='strongest objection')),
                ('created_at', models.DateTimeField()),
                ('narrative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='exercises.narrative')),
            ],
            options={
                'ordering': ['number'],
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
            },
        ),
        migrations.AddField(
            model_name='option',
            name='current',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.optionversion'),
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
            model_name='narrativeversion',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation'),
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('core', 'core'), ('supporting', 'supporting'), ('dissent', 'dissent')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('added_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='exercises.option')),
                ('narrative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='exercises.narrative')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
            ],
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
            },
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
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('requested_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('queued', 'waiting'), ('running', 'being built'), ('done', 'done'), ('failed', 'failed'), ('cancelled', 'cancelled')], default='queued', max_length=9)),
                ('level', models.CharField(choices=[('internal', 'internal'), ('sponsor', 'sponsor'), ('public', 'public')], default='internal', max_length=8)),
                ('step', models.CharField(blank=True, max_length=20)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('heartbeat_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('seq', models.BigIntegerField(blank=True, null=True)),
                ('epoch', models.CharField(blank=True, max_length=32)),
                ('facts_hash', models.CharField(blank=True, max_length=64)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='exercises.exercise')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
            ],
            options={
                'ordering': ['-requested_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(choices=[('pdf', 'PDF')], max_length=8)),
                ('path', models.CharField(max_length=200)),
                ('size', models.BigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('standard', models.CharField(blank=True, max_length=10)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='exercises.report')),
            ],
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generation', models.PositiveIntegerField()),
                ('round', models.PositiveSmallIntegerField(choices=[(1, '1'), (2, '2')])),
                ('current', models.BooleanField(default=True)),
                ('certainty', models.CharField(blank=True, choices=[('low', 'a guess'), ('moderate', 'fairly sure'), ('high', 'sure')], max_length=8)),
                ('created_at', models.DateTimeField()),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='exercises.option')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='exercises.participation')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='exercises.optionversion')),
            ],
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
            },
        ),
        migrations.AddField(
            model_name='optionversion',
            name='template',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.template'),
        ),
        migrations.CreateModel(
            name='CardMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('x', models.FloatField()),
                ('y', models.FloatField()),
                ('note', models.CharField(blank=True, max_length=500)),
                ('moved_at', models.DateTimeField()),
                ('moved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation')),
                ('card', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='exercises.card')),
            ],
            options={
                'ordering': ['version'],
            },
        ),
        migrations.AddConstraint(
            model_name='card',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('x__gte', -1), ('x__lte', 1), ('y__gte', -1), ('y__lte', 1)), models.Q(('version', 0), ('x__isnull', True), ('y__isnull', True)), _connector='OR'), name='card_on_the_board'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(fields=('exercise', 'key'), name='criterion_key_once'),
        ),
        migrations.AddConstraint(
            model_name='axis',
            constraint=models.UniqueConstraint(fields=('exercise', 'key'), name='axis_once'),
        ),
        migrations.AddConstraint(
            model_name='narrative',
            constraint=models.UniqueConstraint(fields=('exercise', 'number'), name='narrative_number_once'),
        ),
        migrations.AddConstraint(
            model_name='narrative',
            constraint=models.CheckConstraint(condition=models.Q(('anchor_x__gte', -1), ('anchor_x__lte', 1), ('anchor_y__gte', -1), ('anchor_y__lte', 1)), name='anchor_on_the_board'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(fields=('exercise', 'user'), name='person_once_in_an_exercise'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(models.F('exercise'), django.db.models.functions.text.Lower('alias'), name='alias_once_in_an_exercise'),
        ),
        migrations.AddConstraint(
            model_name='option',
            constraint=models.UniqueConstraint(fields=('exercise', 'number'), name='option_number_once'),
        ),
        migrations.AddConstraint(
            model_name='narrativeversion',
            constraint=models.UniqueConstraint(fields=('narrative', 'number'), name='narrative_version_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('narrative', 'option'), name='one_place_in_a_narrative'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('kind', 'core')), fields=('option',), name='one_core_membership'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('used_by__isnull', True), ('used_at__isnull', False), _connector='OR'), name='invitation_used_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('exercise', 'seq'), name='event_number_once'),
        ),
        migrations.AddConstraint(
            model_name='phase',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='phase_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='phase',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], expressions=[('exercise', '='), (models.Func(models.F('opens_at'), models.F('closes_at'), django.contrib.postgres.fields.ranges.RangeBoundary(), function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='phases_never_overlap'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('participation', 'key'), name='request_key_once'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='percent_within_hundred'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('finished_at__isnull', False), ('seq__isnull', False)), _connector='OR'), name='done_has_a_snapshot'),
        ),
        migrations.AddConstraint(
            model_name='reportfile',
            constraint=models.UniqueConstraint(fields=('report', 'format'), name='report_format_once'),
        ),
        migrations.AddIndex(
            model_name='sheet',
            index=models.Index(condition=models.Q(('current', True)), fields=['option', 'round'], name='sheet_by_option'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.UniqueConstraint(condition=models.Q(('current', True)), fields=('participation', 'option', 'round'), name='one_current_sheet'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.CheckConstraint(condition=models.Q(('round__in', [1, 2])), name='sheet_round_known'),
        ),
        migrations.AddIndex(
            model_name='rating',
            index=models.Index(condition=models.Q(('current', True)), fields=['option', 'criterion', 'round'], name='rating_by_option'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.UniqueConstraint(condition=models.Q(('current', True)), fields=('participation', 'option', 'criterion', 'round'), name='one_current_rating'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('abstained', ''), ('step__gte', 1), ('step__isnull', False), ('step__lte', 5)), models.Q(('step__isnull', True), models.Q(('abstained', ''), _negated=True)), _connector='OR'), name='step_or_abstention'),
        ),
        migrations.AddIndex(
            model_name='placement',
            index=models.Index(models.F('option'), models.F('round'), condition=models.Q(('current', True)), name='placement_by_option'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.UniqueConstraint(condition=models.Q(('current', True)), fields=('participation', 'option', 'round'), name='one_current_placement'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('x__gte', -1), ('x__lte', 1), ('x_answer', '')), models.Q(('x__isnull', True), ('x_answer__in', ['both', 'neither', 'unclear'])), _connector='OR'), name='placement_x_answered'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('y__gte', -1), ('y__lte', 1), ('y_answer', '')), models.Q(('y__isnull', True), ('y_answer__in', ['both', 'neither', 'unclear'])), _connector='OR'), name='placement_y_answered'),
        ),
        migrations.AddConstraint(
            model_name='template',
            constraint=models.UniqueConstraint(fields=('exercise', 'version'), name='template_version_once'),
        ),
        migrations.AddConstraint(
            model_name='optionversion',
            constraint=models.UniqueConstraint(fields=('option', 'number'), name='option_version_once'),
        ),
        migrations.AddConstraint(
            model_name='cardmove',
            constraint=models.UniqueConstraint(fields=('card', 'version'), name='card_move_once'),
        ),
        migrations.AddConstraint(
            model_name='cardmove',
            constraint=models.CheckConstraint(condition=models.Q(('x__gte', -1), ('x__lte', 1), ('y__gte', -1), ('y__lte', 1)), name='card_move_on_the_board'),
        ),
    ]
