"""What applicants send and read."""

from django.conf import settings
from rest_framework import serializers

from api.serializers.footage import FindingsSerializer
from notifications.models import Channel
from requests_app.intake.submission import DECLARATIONS
from requests_app.models import (
    Capacity,
    CaseMessage,
    DecisionKind,
    HowSure,
    IncidentType,
    Outcome,
    Purpose,
    Status,
    VehicleType,
    Wanted,
)


class SubmissionSerializer(serializers.Serializer):
    """A request. Only its shape is checked here; `intake.submission` says in words what is wrong with answers."""

    language = serializers.ChoiceField(choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    place = serializers.CharField(help_text="In words, e.g. a building or a street.")
    latitude = serializers.FloatField(required=False, allow_null=True, default=None)
    longitude = serializers.FloatField(required=False, allow_null=True, default=None)
    area_code = serializers.CharField(required=False, allow_blank=True, help_text="Kemendagri code of the kelurahan.")
    camera_code = serializers.CharField(required=False, allow_blank=True)
    whereabouts = serializers.CharField(required=False, allow_blank=True, help_text="RT/RW, floor or entrance.")
    direction = serializers.CharField(required=False, allow_blank=True, help_text="Direction of travel.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    how_sure = serializers.ChoiceField(
        choices=HowSure.choices,
        default=HowSure.ROUGH,
        help_text="`noticed`: the window is from when all was well until it was noticed, and may be longer.",
    )
    incident_type = serializers.ChoiceField(choices=IncidentType.choices)
    description = serializers.CharField()
    anyone_at_risk = serializers.BooleanField(default=False)
    clothing = serializers.CharField(required=False, allow_blank=True, help_text="How to recognise people.")
    item = serializers.CharField(required=False, allow_blank=True, help_text="What was taken, lost or damaged.")
    vehicle_type = serializers.ChoiceField(choices=VehicleType.choices, required=False, allow_blank=True)
    vehicle_make = serializers.CharField(required=False, allow_blank=True)
    vehicle_colour = serializers.CharField(required=False, allow_blank=True)
    vehicle_plate = serializers.CharField(required=False, allow_blank=True)
    other_vehicles = serializers.CharField(required=False, allow_blank=True)
    police_report = serializers.CharField(required=False, allow_blank=True)
    claim_number = serializers.CharField(required=False, allow_blank=True)
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    recipients = serializers.CharField(required=False, allow_blank=True, help_text="Who else will see the footage.")
    wanted = serializers.ChoiceField(choices=Wanted.choices)
    applicant_name = serializers.CharField()
    nik = serializers.CharField(help_text="Identity number, 16 digits.")
    phone = serializers.CharField(required=False, allow_blank=True, help_text="This or an e-mail address is needed.")
    email = serializers.CharField(required=False, allow_blank=True)
    channel = serializers.ChoiceField(
        choices=Channel.choices, required=False, allow_blank=True, help_text="Without it: e-mail, else WhatsApp."
    )
    contact_proof = serializers.UUIDField(help_text="The `id` of a contact code that was proved for this contact.")
    address = serializers.CharField(required=False, allow_blank=True)
    capacity = serializers.ChoiceField(choices=Capacity.choices, default=Capacity.SELF)
    capacity_note = serializers.CharField(required=False, allow_blank=True, help_text="On whose behalf.")
    power_of_attorney = serializers.CharField(required=False, allow_blank=True, help_text="Its number and date.")
    organisation = serializers.CharField(required=False, allow_blank=True)
    deed = serializers.CharField(required=False, allow_blank=True)
    declared = serializers.MultipleChoiceField(choices=[(name, name) for name in DECLARATIONS])


class ReceiptSerializer(serializers.Serializer):
    """Keep both: they open the case."""

    reference = serializers.CharField()
    pin = serializers.CharField()


class DecisionSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=DecisionKind.choices)
    reason_code = serializers.CharField()
    reason_label = serializers.CharField(source="get_reason_code_display")
    reason = serializers.CharField()
    decided_at = serializers.DateTimeField(source="settled_at")


class OwnCaseSerializer(serializers.Serializer):
    """Where a request stands, for its applicant."""

    reference = serializers.CharField(source="request.reference")
    status = serializers.ChoiceField(source="request.status", choices=Status.choices)
    outcome = serializers.ChoiceField(source="request.outcome", choices=Outcome.choices, allow_blank=True)
    place = serializers.CharField(source="request.place")
    starts_at = serializers.DateTimeField(source="request.starts_at")
    ends_at = serializers.DateTimeField(source="request.ends_at")
    submitted_at = serializers.DateTimeField(source="request.submitted_at")
    closed_at = serializers.DateTimeField(source="request.closed_at", allow_null=True)
    answer_due_at = serializers.DateTimeField(source="clocks.answer.due_at", help_text="Ten working days, see the law.")
    footage = FindingsSerializer()
    percent_rendered = serializers.IntegerField(help_text="100 once the footage is being handed over.")
    decision = DecisionSerializer(allow_null=True)
    may = serializers.ListField(child=serializers.CharField(), help_text="Actions that are possible now.")


class ApplicantMessageSerializer(serializers.Serializer):
    body = serializers.CharField(trim_whitespace=False)


class CaseMessageSerializer(serializers.Serializer):
    author = serializers.ChoiceField(choices=CaseMessage.Author.choices)
    body = serializers.CharField()
    written_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)
