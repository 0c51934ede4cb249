"""How the two ways of calling are named in the description of the API."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from api.access import NumberAndPin


class NumberAndPinScheme(OpenApiAuthenticationExtension):
    target_class = "api.access.NumberAndPin"
    name = ["number", "pin"]  # both are needed at once

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        return [
            {"type": "apiKey", "in": "header", "name": NumberAndPin.NUMBER, "description": "Number of the request."},
            {"type": "apiKey", "in": "header", "name": NumberAndPin.PIN, "description": "PIN from the receipt."},
        ]


class StaffSessionScheme(OpenApiAuthenticationExtension):
    target_class = "api.access.StaffSession"
    name = "staff"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "saksi_session",
            "description": "The session of a member of staff; changes need the CSRF token too.",
        }
