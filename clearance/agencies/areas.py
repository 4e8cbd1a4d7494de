"""Which cases are an agency's: all of the state, or those of its courts and counties."""

from django.db.models import Exists, Q, QuerySet

from clearance.agencies.models import Area


def in_area(agencies: QuerySet, case: str = "") -> Q:
    """Rows whose case is in the area of one of these agencies; `case` is the path to it, such as `charge__case__`.

    A case whose court and county are not on record is in the area of statewide agencies only.
    """
    named = Area.objects.filter(agency__in=agencies.values("pk"))
    by_name = {
        f"{case}{kind}__in": named.filter(kind=kind).values("name") for kind in (Area.Kind.COURT, Area.Kind.COUNTY)
    }
    return Q(Exists(agencies.filter(statewide=True))) | Q(*by_name.items(), _connector=Q.OR)
