"""Errors of the API as problem+json (RFC 9457)."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.errors import DomainError


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, DomainError):
        problem = {
            "type": "about:blank",
            "status": error.status,
            "code": error.code,
            "detail": str(error.message),
        }
        if error.field:
            problem["field"] = error.field
        return Response(problem, status=error.status, content_type="application/problem+json")
    return exception_handler(error, context)
