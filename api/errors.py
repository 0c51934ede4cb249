"""Errors of the API as problem+json (RFC 9457): the domain's own and those of the framework alike."""

from collections.abc import Mapping
from typing import Any

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.errors import DomainError


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """None for anything unforeseen, which then is a server error like everywhere else."""
    if isinstance(error, DomainError):
        more = {"field": error.field} if error.field else {}
        return _problem(error.status, error.code, str(error.message), more=more)
    answer = exception_handler(error, context)
    if answer is None:
        return None
    headers = {name: answer[name] for name in ("WWW-Authenticate", "Allow", "Retry-After") if answer.has_header(name)}
    if isinstance(error, exceptions.ValidationError):
        fields = [{"field": field, "detail": sentence} for field, sentence in _sentences(error.detail)]
        return _problem(400, "invalid", fields[0]["detail"], headers=headers, more={"errors": fields})
    code = error.get_codes() if isinstance(error, exceptions.APIException) else "not_found"
    return _problem(answer.status_code, str(code), str(answer.data["detail"]), headers=headers)


def _problem(
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    problem = {"type": "about:blank", "status": status, "code": code, "detail": detail, **(more or {})}
    return Response(problem, status=status, headers=headers, content_type="application/problem+json")


def _sentences(detail: Any, path: str = "") -> list[tuple[str, str]]:
    """(dotted path of the field, sentence) for each thing that is wrong, however deep it lies."""
    if isinstance(detail, dict):
        children = [(f"{path}.{name}" if path else name, child) for name, child in detail.items()]
    elif isinstance(detail, list) and any(isinstance(child, dict | list) for child in detail):
        children = [(f"{path}.{number}" if path else str(number), child) for number, child in enumerate(detail)]
    elif isinstance(detail, list):
        children = [(path, child) for child in detail]
    else:
        return [(path.removesuffix(".non_field_errors"), str(detail))]
    return [sentence for name, child in children for sentence in _sentences(child, name)]
