"""Proving a contact before a request is filed for it."""

from datetime import datetime

from django.conf import settings
from rest_framework import serializers

from notifications.models import Channel
from requests_app.intake import contact_codes
from requests_app.models import ContactProof


class ContactSerializer(serializers.Serializer):
    channel = serializers.ChoiceField(choices=Channel.choices)
    address = serializers.CharField(help_text="A mobile number, or for the channel `email` an e-mail address.")
    language = serializers.ChoiceField(choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)


class ContactCodeSerializer(serializers.Serializer):
    """Keep the `id` as secret as a password until the request is filed: it stands for the browser that asked."""

    id = serializers.UUIDField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    expires_at = serializers.SerializerMethodField()
    proved_at = serializers.DateTimeField(allow_null=True)

    def get_expires_at(self, proof: ContactProof) -> datetime:
        return contact_codes.expires_at(proof)


class ProvingSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    code = serializers.CharField(help_text="The six digits; blanks do not matter.")
