"""Which kind of agency usually holds each fact that a law may read, and what to know before a law is built on it."""

from dataclasses import dataclass

from .process import AgencyKind


@dataclass(frozen=True)
class Holder:
    """The kind of agency to ask for a fact first, and a sentence on how it is kept. Holds for most states, not all."""

    kind: AgencyKind
    says: str


#: A holder for every fact of `vocabulary.FACTS` but the ids, by the fact's name there.
HOLDERS: dict[str, Holder] = {
    # The charge
    "sequence": Holder("court", "The court numbers the charges of a case."),
    "statute": Holder("court", "Courts and prosecutors cite it; older records may hold an offense code of their own."),
    "description": Holder("court", "Free text of the clerk's, so one offense is written in many ways."),
    "level": Holder("court", "The court records it; it may change between charge and conviction."),
    "grade": Holder("court", "The court records it, or it follows from the statute as it stood on that day."),
    "max_sentence_days": Holder(
        "other", "No agency records it; it is looked up in the statute as it stood on that day."
    ),
    "quantity": Holder("prosecutor", "It stands in the complaint or the laboratory's report, seldom in a data system."),
    "offense_date": Holder(
        "prosecutor", "It stands in the complaint; courts copy it, repositories often do not have it."
    ),
    "arrest_date": Holder("police", "The police report it with the fingerprints; a summons has none."),
    "filed_date": Holder("court", "The court sets it when the charge is filed."),
    "disposition": Holder("court", "The court decides it; repositories lack it where courts did not report."),
    "disposition_date": Holder("court", "The court sets it; repositories lack it where courts did not report."),
    "plea": Holder("court", "The court records it; it is seldom passed on."),
    "sentence_date": Holder("court", "The court sets it, often on the day of the conviction."),
    "sentence_days": Holder("court", "The court imposes it; suspended and changed sentences are kept in many ways."),
    "completion_date": Holder(
        "probation", "Probation, corrections and clerks each know a part; it is seldom complete."
    ),
    "attributes": Holder(
        "court", "Findings of the court or the prosecutor, such as family violence, in flags of its own."
    ),
    # The case
    "court": Holder("court", "The court itself."),
    "county": Holder("court", "The county of the court."),
    "jurisdiction": Holder("repository", "Repositories keep it for records of other states and of the United States."),
    "case_number": Holder("court", "The court gives it; other agencies often do not keep it."),
    "tracking_number": Holder(
        "repository", "Given at the arrest; it links the arrest to the case where all pass it on."
    ),
    "case.filed_date": Holder("court", "The court sets it when the case is opened."),
    "status": Holder("court", "The court; old cases may stand open only because nobody closed them."),
    "medium": Holder("court", "The court knows what it keeps only on paper."),
    "restitution_owed": Holder("court", "Kept by clerks, probation or collection agencies, in systems of their own."),
    "fines_owed": Holder("court", "Kept by clerks or collection agencies, in systems of their own."),
    "paid_date": Holder("court", "Kept by clerks or collection agencies, in systems of their own."),
    "supervised": Holder("probation", "Only the supervising agency knows it today; it changes every day."),
    "supervision_end_date": Holder("probation", "The supervising agency; an early or a late end reaches few others."),
    "release_date": Holder("corrections", "Prisons know it; county jails keep it in systems of their own."),
    "revoked_date": Holder(
        "probation", "The court revokes and the supervising agency reports it; empty where never revoked."
    ),
    "warrant": Holder("court", "The court issues it; it changes every day."),
    "last_activity_date": Holder("court", "The court's register of actions."),
    # The person
    "birth_date": Holder("repository", "Taken at the fingerprinting; courts may have only what the person said."),
    "sex": Holder("repository", "Taken at the fingerprinting."),
    "race": Holder("repository", "Taken at the fingerprinting, mostly as the officer saw it."),
    "ethnicity": Holder("repository", "Taken at the fingerprinting; often not asked."),
    "deceased": Holder("other", "The vital records office; criminal justice agencies seldom learn of it."),
    "registered": Holder("police", "The registry's own system, which others may not be allowed to search."),
    "person.county": Holder("repository", "The address given at the last arrest, seldom kept up."),
}
