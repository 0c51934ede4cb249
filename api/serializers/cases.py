"""What staff read and decide. Identity number and contact data stay on the desk's own page."""

from rest_framework import serializers

from api.serializers.footage import FindingsSerializer
from requests_app.models import (
    Access,
    Capacity,
    Decision,
    DecisionKind,
    HowSure,
    IncidentType,
    Outcome,
    Purpose,
    RefusalReason,
    Status,
    VehicleType,
)
from requests_app.models import Wanted as WantedChoices


class QueueQuery(serializers.Serializer):
    status = serializers.ChoiceField(choices=Status.choices, required=False, help_text="Without it: all open cases.")
    mine = serializers.BooleanField(default=False)
    page = serializers.IntegerField(default=1, min_value=1)


class QueueRowSerializer(serializers.Serializer):
    """One case in the queue."""

    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_blank=True)
    incident_type = serializers.ChoiceField(choices=IncidentType.choices)
    anyone_at_risk = serializers.BooleanField()
    place = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField()
    officer = serializers.CharField(source="officer.username", allow_null=True, default=None)


class QueueSerializer(serializers.Serializer):
    count = serializers.IntegerField(help_text="Counted up to 1,000.")
    more = serializers.BooleanField(help_text="Whether there are more cases than `count` says.")
    pages = serializers.IntegerField()
    cases = QueueRowSerializer(many=True)


class ReleasedWindowSerializer(serializers.Serializer):
    camera = serializers.CharField(source="camera.code")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class CaseDecisionSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=DecisionKind.choices)
    reason_code = serializers.CharField()
    reason = serializers.CharField()
    access = serializers.ChoiceField(choices=Access.choices)
    view_days = serializers.IntegerField()
    view_limit = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=Decision.State.choices)
    proposed_by = serializers.CharField(source="proposed_by.username")
    proposed_at = serializers.DateTimeField()
    settled_by = serializers.CharField(source="settled_by.username", allow_null=True, default=None)
    settled_at = serializers.DateTimeField(allow_null=True)
    comment = serializers.CharField()
    windows = ReleasedWindowSerializer(many=True, source="windows.all")


class CaseSerializer(serializers.Serializer):
    """One case as the desk judges it."""

    case = QueueRowSerializer(source="request")
    description = serializers.CharField(source="request.description")
    whereabouts = serializers.CharField(source="request.whereabouts")
    direction = serializers.CharField(source="request.direction")
    clothing = serializers.CharField(source="request.clothing")
    item = serializers.CharField(source="request.item")
    vehicle_type = serializers.ChoiceField(source="request.vehicle_type", choices=VehicleType.choices, allow_blank=True)
    vehicle_make = serializers.CharField(source="request.vehicle_make")
    vehicle_colour = serializers.CharField(source="request.vehicle_colour")
    vehicle_plate = serializers.CharField(source="request.vehicle_plate")
    other_vehicles = serializers.CharField(source="request.other_vehicles")
    police_report = serializers.CharField(source="request.police_report")
    purpose = serializers.ChoiceField(source="request.purpose", choices=Purpose.choices)
    how_sure = serializers.ChoiceField(source="request.how_sure", choices=HowSure.choices)
    recipients = serializers.CharField(source="request.recipients")
    wanted = serializers.ChoiceField(source="request.wanted", choices=WantedChoices.choices)
    applicant_name = serializers.CharField(source="request.applicant_name")
    capacity = serializers.ChoiceField(source="request.capacity", choices=Capacity.choices)
    answer_due_at = serializers.DateTimeField(source="clocks.answer.due_at")
    footage = FindingsSerializer()
    percent_rendered = serializers.IntegerField()
    decisions = CaseDecisionSerializer(many=True)
    may = serializers.ListField(child=serializers.CharField(), help_text="Actions that the caller may take now.")


class ProposedWindowSerializer(serializers.Serializer):
    camera = serializers.CharField(help_text="Code of a camera that is held for this case.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class ConsequenceSerializer(serializers.Serializer):
    """UU 14/2008 art. 19. An empty article is that of the reason."""

    article = serializers.CharField(required=False, allow_blank=True, max_length=200)
    harm = serializers.CharField(max_length=2000)
    lasts = serializers.CharField(max_length=200)


class ProposalSerializer(serializers.Serializer):
    """Windows and terms count for grants, the reason code and the consequence test for what is withheld."""

    kind = serializers.ChoiceField(choices=DecisionKind.choices)
    reason_code = serializers.ChoiceField(choices=RefusalReason.choices, required=False, allow_blank=True)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    consequence = ConsequenceSerializer(required=False)
    access = serializers.ChoiceField(choices=Access.choices, default=Access.VIEW)
    view_days = serializers.IntegerField(required=False, min_value=1, max_value=90)
    view_limit = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=99)
    windows = ProposedWindowSerializer(many=True, required=False)


class SettlementSerializer(serializers.Serializer):
    """`decision` is the id of the proposal that was read; another one in its place is not settled."""

    decision = serializers.UUIDField()
    comment = serializers.CharField(required=False, allow_blank=True, max_length=2000)
