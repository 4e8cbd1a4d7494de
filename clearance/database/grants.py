"""What each role may do with each table, on PostgreSQL: everything that is not written here is refused.

`web` serves the public and the staff pages; it never writes what the law says of a charge, nor what a run clears.
`worker` runs the worker and the commands; it never sees a session. `auditor` reads what was decided, of nobody in
particular. `owner` has every right in its own tables; `backup` reads all. The event log has its own rules: `roles`.
"""

READ = "SELECT"
ADD = "SELECT, INSERT"
CHANGE = "SELECT, UPDATE"
KEEP = "SELECT, INSERT, UPDATE"
ALL = "SELECT, INSERT, UPDATE, DELETE"


def _to(web: str = "", worker: str = "", auditor: str = "") -> dict[str, str]:
    return {role: rights for role, rights in {"web": web, "worker": worker, "auditor": auditor}.items() if rights}


GRANTS: dict[str, dict[str, str]] = {
    # Django: who may sign in, and what is on whose screen.
    "auth_group": _to(web=ALL, worker=READ),
    "auth_group_permissions": _to(web=ALL, worker=READ),
    "auth_permission": _to(web=READ, worker=READ),
    "auth_user": _to(web=ALL, worker=CHANGE),
    "auth_user_groups": _to(web=ALL, worker=READ),
    "auth_user_user_permissions": _to(web=ALL, worker=READ),
    "django_admin_log": _to(web=ALL),
    "django_content_type": _to(web=READ, worker=READ),
    "django_migrations": _to(web=READ, worker=READ, auditor=READ),
    "django_session": _to(web=ALL),
    "django_tasks_database_dbtaskresult": _to(web=ADD, worker=ALL),
    # Accounts: e-mail addresses, second factors, sign-ins elsewhere, and where someone is signed in.
    "account_emailaddress": _to(web=ALL, worker=READ),
    "account_emailconfirmation": _to(web=ALL),
    "mfa_authenticator": _to(web=ALL, worker=CHANGE),
    "socialaccount_socialaccount": _to(web=ALL, worker=READ),
    "socialaccount_socialapp": _to(web=READ),
    "socialaccount_socialtoken": _to(web=READ),
    "usersessions_usersession": _to(web=ALL),
    "login_gov_securityevent": _to(web="SELECT, INSERT, DELETE"),
    "accounts_preference": _to(web=ALL, worker=READ),
    "accounts_cacheentry": _to(web=ALL, worker=ALL),
    "accounts_signintry": _to(web=ALL),
    "accounts_stafftry": _to(web=ALL, worker=ALL),
    "accounts_stafflock": _to(web=ALL, worker=KEEP),
    "work_worker": _to(web=READ, worker=ALL),
    # Records come in by import only.
    "records_source": _to(web=KEEP, worker=KEEP),
    "records_import": _to(web=READ, worker=KEEP),
    "records_importproblem": _to(web=READ, worker=ADD),
    "records_person": _to(web=READ, worker=KEEP),
    "records_personname": _to(web=READ, worker=ALL),
    "records_personidentifier": _to(worker=ALL),
    "records_personaddress": _to(worker=ALL),
    "records_case": _to(web=READ, worker=KEEP),
    "records_charge": _to(web=READ, worker=KEEP),
    # Agencies, and who acts for them.
    "agencies_agency": _to(web=KEEP, worker=KEEP),
    "agencies_area": _to(web=ALL, worker=ALL),
    "agencies_contact": _to(web=ALL, worker=ALL),
    "agencies_key": _to(web=KEEP, worker=KEEP),
    "agencies_member": _to(web=KEEP, worker=KEEP),
    # Laws, and what they would do.
    "runs_policy": _to(web=READ, worker=KEEP, auditor=READ),
    "runs_draft": _to(web=ALL, worker=READ),
    "runs_analysis": _to(web=ALL, worker=KEEP),
    # What the law says of each charge, and what took effect: the worker's alone.
    "runs_determination": _to(web=READ, worker=KEEP),
    "runs_part": _to(web=READ, worker=ALL),
    "runs_decision": _to(web=READ, worker=ALL),
    "runs_total": _to(web=READ, worker=ALL, auditor=READ),
    "runs_clearance": _to(web=READ, worker=ADD),
    "runs_orderline": _to(web=READ, worker=ADD),
    # What people say of it: staff on their pages, or by command.
    "runs_run": _to(web=KEEP, worker=KEEP, auditor=READ),
    "runs_brake": _to(web=KEEP, worker=ALL, auditor=READ),
    "runs_approval": _to(web=ADD, worker=ADD, auditor=READ),
    "runs_sample": _to(web=ADD, worker=ADD),
    "runs_sampleddecision": _to(web=KEEP, worker=KEEP),
    "runs_objection": _to(web=KEEP, worker=KEEP),
    "runs_noobjection": _to(web=ADD, worker=ADD),
    "runs_hold": _to(web=KEEP, worker=KEEP),
    "runs_order": _to(web=KEEP, worker=KEEP),
    "runs_reversalrequest": _to(web=KEEP, worker=KEEP),
    "runs_reversal": _to(web=ADD, worker=ADD),
    # What agencies are told, and what they answer: to the site over HTTPS, or in a folder. Runs fill notices in the
    # worker; a reversal, or a line that is sent again, makes one on the page of whoever decides it.
    "notices_notice": _to(web=KEEP, worker=KEEP),
    "notices_line": _to(web=KEEP, worker=KEEP),
    "notices_toldbatch": _to(web=READ, worker=ADD),
    "notices_acknowledgement": _to(web=ADD, worker=ADD),
    "notices_workitem": _to(web=KEEP, worker=KEEP),
    "notices_reminder": _to(web=READ, worker=KEEP),
    "notices_nonce": _to(web=ALL),
    "notices_tally": _to(web=ALL),
    # Who someone is, which record is theirs. The worker matches; staff on their pages decide what it leaves to them.
    "identity_verifiedidentity": _to(web=ALL, worker=ALL),
    "identity_claim": _to(web=ALL, worker=ALL),
    "identity_candidate": _to(web=ALL, worker=ALL),
    "identity_attestation": _to(web=ALL, worker=READ),
    "identity_letter": _to(web="SELECT, DELETE", worker=KEEP),
    "identity_link": _to(web=ALL, worker=ALL),
    # What reviewers say is never changed; it goes with its claim, when the account is deleted.
    "identity_opinion": _to(web="SELECT, INSERT, DELETE", worker="SELECT, DELETE"),
    "identity_linkcheck": _to(web=READ, worker=ADD, auditor=READ),
    # Codes and visits. Codes are given out by command too.
    "identity_claimcode": _to(web=ALL, worker=ALL),
    "identity_codetry": _to(web=ALL),
    "identity_visit": _to(web=ALL, worker=CHANGE),
    # What people say of their record: on their page, and staff on theirs.
    # The command that seals all anew runs as the worker.
    "record_concern": _to(web=KEEP, worker=KEEP),
    "record_step": _to(web=ADD, worker=KEEP),
    "record_incident": _to(web=KEEP, worker=READ),
    # Messages that there is news. The worker finds it and sends them; all of an account goes with the account.
    "record_alertchoice": _to(web=ALL, worker=KEEP),
    "record_alert": _to(web=ALL, worker=KEEP),
    "record_message": _to(web=ALL, worker=KEEP),
}
