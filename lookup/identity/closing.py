"""When an account is deleted: its links end, and the codes and visits of its claims, which hold on to them, go."""

from django.db.models import Q
from django.dispatch import receiver

from clearance.accounts.signals import account_closing
from lookup.identity import links
from lookup.identity.models import ClaimCode, Link, Visit


@receiver(account_closing)
def let_go(sender, account, by, at, **kwargs):
    for link in Link.objects.standing().filter(account=account):
        links.end(link=link, because="account_deleted", by=by, at=at)
    its_own = Q(claim__asked_by=account) | Q(claim__identity__account=account)
    codes = ClaimCode.objects.filter(its_own)
    Visit.objects.filter(code__in=codes).delete()
    codes.delete()
