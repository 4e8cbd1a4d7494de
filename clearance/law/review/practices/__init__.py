"""The practices of the two guides: what each asks of a law, and wording that would mend a law that falls short."""

from ...provision import Text
from .decriminalization import DECRIMINALIZATION
from .eligibility import ELIGIBILITY
from .practice import Guide, Practice
from .process import PROCESS

__all__ = ["GUIDES", "PRACTICES", "Practice"]

PRACTICES = (*ELIGIBILITY, *PROCESS, *DECRIMINALIZATION)
#: The guides, in the order of their practices, as they are named to a reader.
GUIDES: dict[Guide, Text] = {
    "eligibility": Text(
        en="Eligibility (The Advocate’s Guide to Automatic Record Clearance)",
        es="Elegibilidad (según «The Advocate’s Guide to Automatic Record Clearance»)",
    ),
    "process": Text(
        en="Process (The Advocate’s Guide to Automatic Record Clearance)",
        es="Proceso (según «The Advocate’s Guide to Automatic Record Clearance»)",
    ),
    "decriminalization": Text(
        en="Legalization and decriminalization (Recommendations for Automatic Record Clearance Policies)",
        es="Legalización y despenalización (según «Recommendations for Automatic Record Clearance Policies»)",
    ),
}
