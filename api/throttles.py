"""How often one client may call."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from core.clients import client_of
from requests_app.procedure.limits import API_CALLS_A_CLIENT


class CallsPerClient(BaseThrottle):
    """One limit over the whole API; what strangers may ask has its own, narrower ones."""

    def allow_request(self, request: Request, view: Any) -> bool:
        API_CALLS_A_CLIENT.count(client_of(request))
        return True
