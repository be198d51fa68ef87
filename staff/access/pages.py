"""The rows of the access table for this app's URL names, one list a topic."""

from cstm.access import SIGNED_IN, Page, register

_ITEM = ("GET", "PATCH")
_FORM = ("GET", "POST")
_PRESS = ("POST",)

PEOPLE = [
    Page("staff:agent_list", "people.view"),
    Page("staff:agent_detail", "own.view|people.view", scoped="agent"),
    Page("staff:my_file", "own.view"),
    Page("staff:agent_add", "people.edit", methods=_FORM),
    Page("staff:agent_edit", "people.edit", scoped="agent", methods=_FORM),
    Page("staff:agent_move", "people.edit", scoped="agent", methods=_FORM),
    Page("staff:agent_leave", "people.edit", scoped="agent", methods=_FORM),
    Page("staff:agent_return", "people.edit", scoped="agent", methods=_FORM),
    Page("staff:agent_invite", "people.edit", scoped="agent", methods=_PRESS),
    Page("staff:agent_login_close", "people.edit", scoped="agent", methods=_PRESS),
    Page("staff:agent_skill", "people.edit", scoped="agent", methods=_FORM),
    Page("staff:agent_store", "people.edit", scoped="agent", methods=_FORM),
    Page("staff:agent_import", "people.import", methods=_FORM),
    Page("staff:agent_import_take", "people.import", methods=_PRESS),
    Page("staff:agent_export", "reports.export"),
]
TEAMS = [
    Page("staff:team_list", "people.view"),
    Page("staff:team_detail", "people.view", scoped="team"),
    Page("staff:team_add", "teams.edit", methods=_FORM),
    Page("staff:team_edit", "teams.edit", scoped="team", methods=_FORM),
    Page("staff:team_archive", "teams.edit", scoped="team", methods=_PRESS),
]
ROLES = [
    Page("staff:role_list", SIGNED_IN),
    Page("staff:role_grant", "roles.grant", scoped="agent", methods=_FORM),
    Page("staff:role_revoke", "roles.grant", scoped="grant", methods=_PRESS),
]
STORES = [
    Page("staff:store_list", "stores.view"),
    Page("staff:store_add", "stores.edit", methods=_FORM),
    Page("staff:store_edit", "stores.edit", scoped="store", methods=_FORM),
    Page("staff:store_hours", "stores.edit", scoped="store", methods=_FORM),
    Page("staff:store_day_set", "stores.edit", scoped="store", methods=_PRESS),
    Page("staff:store_day_remove", "stores.edit", scoped="store", methods=_PRESS),
    Page("staff:account_list", "accounts.bind"),
    Page("staff:account_import", "accounts.bind", methods=_FORM),
    Page("staff:account_import_take", "accounts.bind", methods=_PRESS),
    Page("staff:account_detail", "accounts.bind", scoped="account"),
    Page("staff:account_bind", "accounts.bind", scoped="account", methods=_FORM),
]
# Desks, certificates, and what a person may be asked to work.
WORK = [
    Page("staff:desk_list", "shift_rules.edit"),
    Page("staff:desk_detail", "shift_rules.edit"),
    Page("staff:desk_add", "shift_rules.edit", methods=_FORM),
    Page("staff:desk_edit", "shift_rules.edit", methods=_FORM),
    Page("staff:desk_serve", "shift_rules.edit", methods=_FORM),
    Page("staff:desk_leave", "shift_rules.edit", scoped="desk_assignment", methods=_PRESS),
    Page("staff:certificate_list", "shift_rules.edit"),
    Page("staff:certificate_add", "shift_rules.edit", methods=_FORM),
    Page("staff:certificate_edit", "shift_rules.edit", methods=_FORM),
    Page("staff:rate_list", "pay.view"),
    Page("staff:rate_set", "pay.view", methods=_FORM),
    Page("staff:rate_remove", "pay.view", methods=_PRESS),
    Page("staff:agent_work", "own.view|people.view", scoped="agent"),
    Page("staff:agent_desk", "people.edit", scoped="agent", methods=_FORM),
    Page("staff:agent_certificate", "people.edit", scoped="agent", methods=_FORM),
    Page("staff:certificate_withdraw", "people.edit", scoped="qualification", methods=_FORM),
    Page("staff:agent_contract", "people.edit", scoped="agent", methods=_FORM),
    Page("staff:agent_exempt", "people.edit", scoped="agent", methods=_FORM),
    Page("staff:exemption_remove", "people.edit", scoped="exemption", methods=_PRESS),
    Page("staff:agent_block", "people.edit", scoped="agent", methods=_FORM),
    Page("staff:block_remove", "people.edit", scoped="block", methods=_PRESS),
    Page("staff-api:desk-list", "shift_rules.edit", methods=_FORM),
    Page("staff-api:desk-detail", "shift_rules.edit", methods=("PATCH",)),
    Page("staff-api:certificate-list", "shift_rules.edit", methods=_FORM),
    Page("staff-api:agent-work", "own.view|people.view", scoped="agent"),
    Page("staff-api:agent-desk", "people.edit", scoped="agent", methods=_PRESS),
    Page("staff-api:agent-certificate", "people.edit", scoped="agent", methods=_PRESS),
    Page("staff-api:agent-contract", "people.edit", scoped="agent", methods=_PRESS),
    Page("staff-api:agent-exemption", "people.edit", scoped="agent", methods=_PRESS),
    Page("staff-api:agent-block", "people.edit", scoped="agent", methods=_PRESS),
]
API = [
    Page("staff-api:agent-list", "own.view|people.view", methods=_FORM, writes="people.edit"),
    Page(
        "staff-api:agent-detail",
        "own.view|people.view",
        scoped="agent",
        methods=_ITEM,
        writes="people.edit",
    ),
    Page("staff-api:agent-move", "people.edit", scoped="agent", methods=_PRESS),
    Page("staff-api:agent-leave", "people.edit", scoped="agent", methods=_PRESS),
    Page("staff-api:agent-return", "people.edit", scoped="agent", methods=_PRESS),
    Page("staff-api:team-list", "people.view", methods=_FORM, writes="teams.edit"),
    Page("staff-api:team-detail", "people.view", scoped="team", methods=_ITEM, writes="teams.edit"),
    Page("staff-api:store-list", "stores.view", methods=_FORM, writes="stores.edit"),
    Page("staff-api:store-detail", "stores.view", scoped="store", methods=_ITEM, writes="stores.edit"),
    Page(
        "staff-api:store-hours", "stores.view", scoped="store", methods=("GET", "PUT"), writes="stores.edit"
    ),
    Page("staff-api:account-list", "accounts.bind", methods=_FORM),
    Page("staff-api:account-detail", "accounts.bind", scoped="account"),
    Page("staff-api:account-bind", "accounts.bind", scoped="account", methods=_PRESS),
    Page("staff-api:grade-list", "people.view"),
    Page("staff-api:skill-list", "people.view", methods=_FORM, writes="settings.edit"),
    Page("staff-api:role-list", "own.view|people.view"),
    Page("staff-api:grant-list", "roles.grant", methods=_FORM),
    Page("staff-api:grant-detail", "roles.grant", scoped="grant", methods=("DELETE",)),
]
# Jobs, downloads, notices, audit, webhooks, the own account.
DESK = [
    Page("staff:job_status", "own.downloads|settings.edit", scoped="job"),
    Page("staff:job_cancel", "own.downloads|settings.edit", scoped="job", methods=_PRESS),
    Page("staff:download_list", "own.downloads"),
    Page("staff:download", "own.downloads", scoped="download"),
    Page("staff:notice_list", "own.view"),
    Page("staff:notice_open", "own.view", scoped="notice", methods=_PRESS),
    Page("staff:notice_read_all", "own.view", methods=_PRESS),
    Page("staff:my_account", SIGNED_IN, methods=_FORM),
    Page("staff:my_account_mail", SIGNED_IN, methods=_PRESS),
    Page("staff:my_account_token", SIGNED_IN, methods=_PRESS),
    Page("staff:my_account_token_remove", SIGNED_IN, methods=_PRESS),
    Page("staff:audit_list", "audit.view"),
    Page("staff:webhook_list", "webhooks.edit"),
    Page("staff:webhook_add", "webhooks.edit", methods=_FORM),
    Page("staff:webhook_edit", "webhooks.edit", scoped="webhook", methods=_FORM),
    Page("staff:webhook_trial", "webhooks.edit", scoped="webhook", methods=_PRESS),
    Page("staff:webhook_remove", "webhooks.edit", scoped="webhook", methods=_PRESS),
    Page("staff-api:me", SIGNED_IN),
    Page("staff-api:job-list", "own.downloads"),
    Page("staff-api:job-detail", "own.downloads|settings.edit", scoped="job"),
    Page("staff-api:job-cancel", "own.downloads|settings.edit", scoped="job", methods=_PRESS),
    Page("staff-api:job-file", "own.downloads", scoped="download"),
    Page("staff-api:notice-list", "own.view"),
    Page("staff-api:notice-read", "own.view", scoped="notice", methods=_PRESS),
    Page("staff-api:audit-list", "audit.view"),
]

register([*PEOPLE, *TEAMS, *ROLES, *STORES, *WORK, *API, *DESK])
