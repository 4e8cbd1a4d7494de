"""When an account is deleted: its links end, and the codes and visits of its claims, which hold on to them, go."""

from django.db.models import Q
from django.dispatch import receiver

from clearance.accounts.signals import account_closing
from clearance.audit import actions as audit
from lookup.identity.models import ClaimCode, Link, Visit


@receiver(account_closing)
def let_go(sender, account, by, at, **kwargs):
    for link in Link.objects.standing().filter(account=account):
        # Its row goes with the account, so nobody can be told of a link that is not there any more.
        detail = {"link": str(link), "because": "account_deleted"}
        audit.record(by=by, action="link.ended", subject=f"person:{link.person_id}", detail=detail)
    its_own = Q(claim__asked_by=account) | Q(claim__identity__account=account)
    codes = ClaimCode.objects.filter(its_own)
    Visit.objects.filter(code__in=codes).delete()
    codes.delete()
