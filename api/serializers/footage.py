"""What was recorded, as JSON. Times are ISO 8601 with their offset, intervals half-open."""

from rest_framework import serializers

from requests_app.intake.findings import Truth


class WindowQuery(serializers.Serializer):
    """A place (point or camera) and a time `[starts_at, ends_at)`."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    latitude = serializers.FloatField(required=False, min_value=-90, max_value=90)
    longitude = serializers.FloatField(required=False, min_value=-180, max_value=180)
    camera_code = serializers.CharField(required=False, max_length=64, help_text="Code of a camera that is known.")


class IntervalSerializer(serializers.Serializer):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class GapSerializer(IntervalSerializer):
    reason = serializers.CharField(help_text="Code of the reason.")
    label = serializers.CharField(  # type: ignore[assignment]  # a field here, an argument there
        help_text="The reason in the language of the caller."
    )


class FindingSerializer(serializers.Serializer):
    """One camera."""

    camera = serializers.CharField(source="camera.code")
    name = serializers.CharField(source="camera.name")
    distance = serializers.FloatField(allow_null=True, help_text="Metres; null for a camera that was named.")
    truth = serializers.ChoiceField(choices=Truth.choices)
    recorded = IntervalSerializer(many=True)
    gaps = GapSerializer(many=True)
    kept_until = serializers.DateTimeField(allow_null=True)
    secured = serializers.BooleanField(
        allow_null=True, help_text="Null before a request is filed; false while files are still being copied."
    )


class FindingsSerializer(serializers.Serializer):
    """The truth about a place and time; `truth` is that of the best camera."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    truth = serializers.ChoiceField(choices=Truth.choices)
    cameras = FindingSerializer(many=True)
