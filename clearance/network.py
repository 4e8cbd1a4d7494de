"""From which network a request comes: enough to count tries, too little to say who made them."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def network(request: HttpRequest) -> str:
    """The visitor's network (IPv4 /24, IPv6 /64), such as `192.0.2.0/24`; `unknown` where there is no address."""
    try:
        parsed = ip_address(_address(request))
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ip_network((parsed, 24 if parsed.version == 4 else 64), strict=False))


def _address(request: HttpRequest) -> str:
    # Our own proxy adds the address that it saw at the end; whatever stands before it the visitor may have made up.
    if settings.SECURE_PROXY_SSL_HEADER and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")
