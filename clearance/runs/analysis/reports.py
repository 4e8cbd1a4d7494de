"""Reports shown in the browser: pages that carry their styles inside, and may carry or reach nothing else."""

from django.http import HttpResponse

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
)


class ReportResponse(HttpResponse):
    """A page made from templates/report/base.html."""

    def __init__(self, page: str) -> None:
        super().__init__(page, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})
