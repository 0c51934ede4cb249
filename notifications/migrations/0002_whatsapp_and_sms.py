"""WhatsApp and SMS are channels of their own, and a message may be worth nothing after a while."""

from django.db import migrations, models


def name_the_channel(apps, schema_editor):
    apps.get_model("notifications", "Message").objects.filter(channel="phone").update(channel="whatsapp")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="channel",
            field=models.CharField(
                choices=[("whatsapp", "WhatsApp"), ("sms", "SMS"), ("email", "e-mail")],
                max_length=8,
                verbose_name="channel",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="expires_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="worth sending until"),
        ),
        migrations.RunPython(name_the_channel, migrations.RunPython.noop),
    ]
