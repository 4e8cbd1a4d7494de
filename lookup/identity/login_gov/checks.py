"""A check at the start: the key for Login.gov can be used."""

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from lookup.identity.login_gov.registration import registration


@register()
def key_can_be_used(app_configs, **kwargs) -> list[CheckMessage]:
    site = registration()
    if site is None:
        return []
    try:
        site.private_key()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="login_gov.E001")]
    return []
