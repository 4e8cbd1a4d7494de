"""Says how a law stands to the practices of the two guides: what works, what does not, how to mend it. Needs no
database.

`--format json` prints a list of {practice, finding, provision: [{path, citation, verified}], explanation, suggestion,
binding}; `html` prints one page that needs nothing else. With `--language es` the text and the explanations of the JSON
are in Spanish; wording that would mend the law, and the page, are for drafters, and stay in English.
"""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clearance.law.policy import Policy, PolicyError, load_policy
from clearance.law.review import review
from clearance.law.review.text import as_text
from clearance.runs.commands import print_warnings
from clearance.runs.review_page import review_page


def as_json(law: Policy, language: str) -> str:
    findings = [asdict(one) | {"explanation": one.explanation.in_language(language)} for one in review(law)]
    return json.dumps(findings, ensure_ascii=False, indent=2)


FORMATS = {"text": as_text, "json": as_json, "html": lambda law, language: review_page(law)}


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("policy", help="a policy file, or the name of a law in the library")
        parser.add_argument("--format", choices=FORMATS, default="text")
        parser.add_argument("--language", choices=("en", "es"), default="en")

    def handle(self, *, policy: str, format: str, language: str, **options: object) -> None:
        if format == "html" and language != "en":
            raise CommandError("The page is in English only. For Spanish take --format text or --format json.")
        try:
            law = load_policy(policy)
        except PolicyError as error:
            raise CommandError(str(error)) from None
        print_warnings(self, law)
        self.stdout.write(FORMATS[format](law, language))
