"""Which machine a request came from: only for limits that protect people, never stored as it is."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_of(request: HttpRequest) -> str:
    """The address a limit counts by: IPv4 whole, IPv6 by its /64, which is what one household gets.

    Behind `TRUSTED_PROXIES` proxies of ours the address stands that many places from the right of X-Forwarded-For;
    everything left of it was written by the client and is not believed.
    """
    hops = request.headers.get("X-Forwarded-For", "").split(",") if settings.TRUSTED_PROXIES else []
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        text = hops[-settings.TRUSTED_PROXIES].strip()
    else:
        text = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if address.version == 6:
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
