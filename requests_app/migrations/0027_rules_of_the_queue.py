from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0026_find_cases_in_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="extension",
            name="clock_began_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunSQL(
            "UPDATE requests_app_extension SET clock_began_at = CASE"
            " WHEN requests_app_footagerequest.reopened_at <= requests_app_extension.extended_at"
            " THEN requests_app_footagerequest.reopened_at ELSE requests_app_footagerequest.submitted_at END"
            " FROM requests_app_footagerequest"
            " WHERE requests_app_footagerequest.id = requests_app_extension.request_id",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="extension",
            name="clock_began_at",
            field=models.DateTimeField(editable=False),
        ),
        # From computed by the database to written by `urgency`: the column keeps its values and its index.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE requests_app_footagerequest ALTER COLUMN urgent DROP EXPRESSION",
                    migrations.RunSQL.noop,
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="footagerequest",
                    name="urgent",
                    field=models.BooleanField(default=False, editable=False),
                ),
            ],
        ),
        migrations.AlterModelOptions(
            name='extension',
            options={'ordering': ['extended_at'], 'verbose_name': 'extension', 'verbose_name_plural': 'extensions'},
        ),
        migrations.RemoveConstraint(
            model_name='extension',
            name='extended_once',
        ),
        migrations.AlterField(
            model_name='policy',
            name='rule',
            field=models.CharField(choices=[('answer_working_days', 'working days until an answer'), ('extension_working_days', 'working days of the one extension'), ('own_data_hours', "hours until access to one's own personal data"), ('question_working_days', 'working days in which the applicant answers a question'), ('objection_working_days', 'working days in which to object'), ('objection_answer_working_days', 'working days until an objection is answered'), ('dispute_working_days', 'working days in which to go to the Komisi Informasi'), ('dispute_ruling_working_days', 'working days that a reported dispute may take'), ('window_minutes', 'longest window that can be asked for, in minutes'), ('noticed_window_minutes', 'longest window when it was only noticed later, in minutes'), ('camera_radius_metres', 'how far away a camera is still asked, in metres'), ('camera_limit', 'how many cameras one request preserves at most'), ('reach_metres', 'how far away an officer can preserve a further camera, in metres'), ('hold_minutes', 'longest time of one camera that an officer can preserve, in minutes'), ('hold_days', 'days that preserved footage is kept without a decision'), ('reopen_days', 'days in which a closed case can be reported as not solved'), ('second_reading', 'approvers judge before they see the proposal'), ('name_officers', 'applicants read the names of officers who opened their request'), ('hold_margin_days', 'days that preserved footage outlives a term that runs'), ('grant_days', 'days that a released clip can be watched'), ('identity_paper_days', 'days that an identity paper waits for its check at most'), ('document_days', 'days that documents are kept after a request is closed'), ('power_of_attorney', 'power of attorney of whoever acts for somebody else'), ('urgent_at_risk', 'a request where somebody is at risk goes into the urgent lane'), ('urgent_missing_person', 'a request about a missing person goes into the urgent lane'), ('neighbour_metres', 'up to how far apart requests are shown together, in metres'), ('neighbour_minutes', 'up to how far apart in time requests are shown together, in minutes'), ('police_report_theft', 'police report after a theft'), ('police_report_traffic_accident', 'police report after a traffic accident'), ('police_report_loss', 'police report when an item was lost'), ('police_report_assault', 'police report after an assault'), ('police_report_damage', 'police report after damage'), ('police_report_missing_person', 'police report when a person is missing'), ('police_report_flood', 'police report after a flood'), ('police_report_fire', 'police report after a fire'), ('police_report_other', 'police report after something else')], max_length=40, verbose_name='rule'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(fields=('request', 'clock_began_at'), name='extended_once_a_clock'),
        ),
    ]
