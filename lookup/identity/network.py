"""Where a try comes from, as a keyed digest: it tells tries of one network from those of others, and nothing else."""

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from clearance.network import network


def network_digest(request: HttpRequest) -> str:
    """The visitor's network under the site's secret key; neither it nor the address is kept."""
    return salted_hmac("lookup.identity.network", network(request), algorithm="sha256").hexdigest()
