"""The codes of claims and links in plain words, for reviewers."""

from lookup.identity.matching.compare import Finding

#: Why something is asked: what the rule found, or what happened to a link.
WHY = {
    "several": "several people on record may be meant",
    "no_identifier": "no strong identifier agrees",
    "unreadable": "what was attested cannot be read any more",
    "held": "held quietly at the counter",
    "vouched": "no document: two members of staff vouched",
    "already_linked": "another account has this record, or this account has another",
    "second_claim": "another account claimed the same record",
    "identity_changed": "who the record is about was changed in the records",
    "check_failed": "a reviewer who checked it had doubts",
    "beyond_doubt": "one link in a hundred is checked",
}
#: Each finding: the field it is about, and what it says.
FINDINGS = {
    Finding.NAME: ("name", "agrees with the record, or with an alias on it"),
    Finding.MIDDLE_DIFFERS: ("name", "first and last name agree, the middle name differs"),
    Finding.NAMES_SWAPPED: ("name", "first and last name are swapped"),
    Finding.SOUNDS_ALIKE: ("name", "written otherwise, sounds alike"),
    Finding.NAME_DIFFERS: ("name", "differs"),
    Finding.ADDED_NAME: ("name", "a name that the person added is on the record"),
    Finding.SUFFIX_DIFFERS: ("name", "the suffix differs (Jr, Sr, III …)"),
    Finding.BIRTH_DATE: ("birth_date", "agrees"),
    Finding.DAY_MONTH: ("birth_date", "day and month are swapped"),
    Finding.DIGIT: ("birth_date", "one digit differs"),
    Finding.BIRTH_DATE_DIFFERS: ("birth_date", "differs"),
    Finding.NO_BIRTH_DATE: ("birth_date", "none is on record"),
    Finding.STATE_ID: ("state_id", "agrees"),
    Finding.STATE_ID_DIFFERS: ("state_id", "differs"),
    Finding.LICENSE: ("license", "agrees"),
    Finding.LICENSE_DIFFERS: ("license", "differs"),
    Finding.SSN: ("ssn", "agrees"),
    Finding.SSN_DIFFERS: ("ssn", "differs"),
    Finding.CASE_NUMBERS: ("case_numbers", "two or more agree"),
    Finding.CASE_NUMBER: ("case_numbers", "one agrees, which proves nothing"),
    Finding.SHARED: ("more", "an identifier of this record is on someone else’s, too"),
    Finding.SEVERAL: ("more", "two identifiers of one kind are on this record: it may be two people’s"),
    Finding.DECEASED: ("more", "the person on record is dead"),
}
FIELDS = {
    "name": "Name",
    "birth_date": "Birth date",
    "state_id": "State identification number",
    "license": "Driver’s license or state ID",
    "ssn": "Social Security number",
    "case_numbers": "Case numbers",
    "more": "Besides",
}


def why(code: str) -> str:
    """Why something is asked. A doubt of the rule is said with its field."""
    if code in WHY:
        return WHY[code]
    field, says = FINDINGS.get(code, ("more", code.replace("_", " ")))
    return says if field == "more" else f"{FIELDS[field][0].lower()}{FIELDS[field][1:]}: {says}"


def of_field(field: str, codes: list[str]) -> list[str]:
    """What is to be said of a field, of these findings."""
    return [says for code in codes for about, says in [FINDINGS.get(code, ("", ""))] if about == field]
