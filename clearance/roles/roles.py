"""The roles. Nobody prepares and approves in one; whoever holds two still falls under the two-person rules."""

from typing import NamedTuple


class Role(NamedTuple):
    """A role, what whoever holds it does, and the permissions for it, as APP.CODENAME."""

    name: str
    does: str
    permissions: tuple[str, ...]


#: What everyone sees who has to do with runs: figures and decisions in number, never a person.
RUNS_SEEN = (
    "runs.view_policy",
    "runs.view_run",
    "runs.view_analysis",
    "records.view_import",
    "agencies.view_agency",
    "work.view_worker",
)
#: How notices stand, in number too.
NOTICES_SEEN = (
    "notices.view_notice",
    "notices.view_reminder",
    "notices.view_acknowledgement",
    "notices.view_tally",
)

ROLES = (
    Role(
        "Run operator",
        "prepares runs, looks at the dry run, starts what others approved, stops it, asks for reversals",
        (
            *RUNS_SEEN,
            "runs.prepare_run",
            "runs.add_analysis",
            "runs.add_reversalrequest",
            "runs.view_reversalrequest",
            "runs.view_order",
            "work.view_worker",
        ),
    ),
    Role(
        "Approver",
        "approves runs that others prepared, releases brakes, decides on reversals, lifts holds",
        (
            *RUNS_SEEN,
            "runs.approve_run",
            "runs.release_brake",
            "runs.view_reversalrequest",
            "runs.decide_reversal",
            "runs.view_hold",
            "runs.lift_hold",
        ),
    ),
    Role(
        "Sample reviewer",
        "checks a sample of the decisions of a run by hand",
        ("runs.view_run", "runs.view_sample", "runs.review_sample"),
    ),
    Role(
        "Court clerk",
        "records which orders the court signed or refused, and how it decided on objections",
        ("runs.view_order", "runs.record_order", "runs.view_objection", "runs.decide_objection"),
    ),
    Role(
        "Prosecutor",
        "objects to single charges on the grounds of the law, or says that there are no objections",
        ("runs.view_run", "runs.view_objection", "runs.add_objection"),
    ),
    Role(
        "Notice desk",
        "looks after agencies and their keys, chases those that have not answered, settles what they do not find",
        (
            "notices.view_notice",
            "notices.redeliver_notice",
            "notices.view_acknowledgement",
            "notices.add_acknowledgement",
            "notices.view_workitem",
            "notices.resolve_work_item",
            "agencies.view_agency",
            "agencies.add_agency",
            "agencies.change_agency",
            "agencies.add_key",
            "agencies.change_key",
            "agencies.add_member",
            "agencies.change_member",
            *NOTICES_SEEN,
            "notices.redeliver_notice",
            "notices.add_acknowledgement",
            "notices.resolve_work_item",
            "work.view_worker",
        ),
    ),
    Role(
        "Counter agent",
        "looks at documents and faces at a counter, and hands over codes; sees no records",
        ("identity.attest_at_counter",),
    ),
    Role(
        "Match reviewer",
        "decides whose record a claim is about where the rule leaves it to people, and looks after links",
        ("identity.review_claim", "identity.view_linkcheck", "work.view_worker"),
    ),
    Role("Letter desk", "prints the letters with codes, and posts them", ("identity.print_letters",)),
    Role(
        "Case worker",
        "answers people who say that something on their record is wrong, or not theirs",
        ("record.work_concern",),
    ),
    Role(
        "Auditor",
        "reads the event log and all figures, and changes nothing",
        (
            *RUNS_SEEN,
            "audit.view_event",
            "runs.view_objection",
            "runs.view_order",
            "runs.view_reversalrequest",
            *NOTICES_SEEN,
        ),
    ),
)
