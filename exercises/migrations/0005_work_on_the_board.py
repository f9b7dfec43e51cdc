"""Let moderators work together: groups of cards, notes, wild cards with a history, undo, and the frozen board."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exercises', '0004_search_while_typing'),
    ]

    operations = [
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
            name='BoardChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='BoardFreeze',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('frozen_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='WildCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('added_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='card',
            name='card_on_the_board',
        ),
        migrations.RemoveConstraint(
            model_name='cardmove',
            name='card_move_on_the_board',
        ),
        migrations.AddField(
            model_name='card',
            name='noted',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='cardmove',
            name='noted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation'),
        ),
        migrations.AlterField(
            model_name='cardmove',
            name='x',
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='cardmove',
            name='y',
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='card',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('x__gte', -1), ('x__isnull', False), ('x__lte', 1), ('y__gte', -1), ('y__isnull', False), ('y__lte', 1)), models.Q(('x__isnull', True), ('y__isnull', True)), _connector='OR'), name='card_on_the_board'),
        ),
        migrations.AddConstraint(
            model_name='cardmove',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('x__gte', -1), ('x__isnull', False), ('x__lte', 1), ('y__gte', -1), ('y__isnull', False), ('y__lte', 1)), models.Q(('x__isnull', True), ('y__isnull', True)), _connector='OR'), name='card_move_on_the_board'),
        ),
        migrations.AddField(
            model_name='boardact',
            name='moderator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='board_acts', to='exercises.participation'),
        ),
        migrations.AddField(
            model_name='boardchange',
            name='act',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='exercises.boardact'),
        ),
        migrations.AddField(
            model_name='boardchange',
            name='option',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exercises.option'),
        ),
        migrations.AddField(
            model_name='boardfreeze',
            name='exercise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='freezes', to='exercises.exercise'),
        ),
        migrations.AddField(
            model_name='boardfreeze',
            name='frozen_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation'),
        ),
        migrations.AddField(
            model_name='boardfreeze',
            name='phase',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exercises.phase'),
        ),
        migrations.AddField(
            model_name='boardfreeze',
            name='released_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation'),
        ),
        migrations.AddField(
            model_name='wildcard',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation'),
        ),
        migrations.AddField(
            model_name='wildcard',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exercises.participation'),
        ),
        migrations.AddField(
            model_name='wildcard',
            name='option',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wild_cards', to='exercises.option'),
        ),
        migrations.AddConstraint(
            model_name='boardchange',
            constraint=models.UniqueConstraint(fields=('act', 'option'), name='board_change_once'),
        ),
        migrations.AddConstraint(
            model_name='boardfreeze',
            constraint=models.UniqueConstraint(condition=models.Q(('released_at__isnull', True)), fields=('phase',), name='one_freeze_a_phase'),
        ),
        migrations.AddConstraint(
            model_name='wildcard',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('option',), name='one_wild_card'),
        ),
    ]
