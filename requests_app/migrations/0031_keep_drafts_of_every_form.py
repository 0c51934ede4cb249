import core.encryption
import core.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_proposals(apps, schema_editor):
    """Their text is sealed for its row and table: it is opened there and sealed again here."""
    StaffDraft = apps.get_model("requests_app", "StaffDraft")
    for draft in apps.get_model("requests_app", "ProposalDraft").objects.all():
        kept = StaffDraft(request_id=draft.request_id, staff_id=draft.officer_id, form="proposal")
        kept.answers = draft.answers
        kept.save()


class Migration(migrations.Migration):

    dependencies = [
        ("requests_app", "0030_end_of_opened_cases_and_messages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffDraft",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_uuid, editable=False, primary_key=True, serialize=False)),
                ("form", models.CharField(max_length=20)),
                ("answers", core.encryption.EncryptedTextField(default="{}")),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_drafts",
                        to="requests_app.footagerequest",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of a form",
                "verbose_name_plural": "drafts of forms",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("request", "staff", "form"), name="one_draft_a_form_and_person"
                    )
                ],
            },
        ),
        migrations.RunPython(keep_proposals, migrations.RunPython.noop),
        migrations.DeleteModel(name="ProposalDraft"),
    ]
