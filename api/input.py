"""What a caller sent, in the shape that was asked for."""

from typing import Any

from rest_framework.serializers import Serializer


def valid(serializer: Serializer) -> dict[str, Any]:
    """The values of `serializer`. Raises the framework's ValidationError, which becomes problem+json."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
