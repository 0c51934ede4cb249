"""How an error looks in the description of the API."""

from rest_framework import serializers


class FieldProblem(serializers.Serializer):
    field = serializers.CharField()
    detail = serializers.CharField()


class Problem(serializers.Serializer):
    """problem+json (RFC 9457). Decide by `status` and `code`; `detail` is for people, in their language."""

    type = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    field = serializers.CharField(required=False)
    errors = FieldProblem(many=True, required=False)  # type: ignore[assignment]  # a field here, a property there


def problems(*statuses: int) -> dict[tuple[int, str], type[Problem]]:
    return {(status, "application/problem+json"): Problem for status in statuses}
