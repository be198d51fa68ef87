"""Routes of the pages."""

from django.urls import URLPattern, path

from staff.views import (
    account,
    accounts,
    audit,
    certificates,
    desk,
    desks,
    directory,
    people_files,
    person_parts,
    person_work,
    rates,
    roles,
    stores,
    teams,
    webhooks,
)

app_name = "staff"

people_urls: list[URLPattern] = [
    path("people/", directory.agent_list, name="agent_list"),
    path("me/", directory.my_file, name="my_file"),
    path("people/new/", directory.agent_add, name="agent_add"),
    path("people/import/", people_files.agent_import, name="agent_import"),
    path("people/import/take/", people_files.agent_import_take, name="agent_import_take"),
    path("people/export/", people_files.agent_export, name="agent_export"),
    path("people/<int:pk>/", directory.agent_detail, name="agent_detail"),
    path("people/<int:pk>/edit/", directory.agent_edit, name="agent_edit"),
    path("people/<int:pk>/move/", directory.agent_move, name="agent_move"),
    path("people/<int:pk>/leave/", directory.agent_leave, name="agent_leave"),
    path("people/<int:pk>/return/", directory.agent_return, name="agent_return"),
    path("people/<int:pk>/invite/", directory.agent_invite, name="agent_invite"),
    path("people/<int:pk>/login/close/", directory.agent_login_close, name="agent_login_close"),
    path("people/<int:pk>/skill/", person_parts.agent_skill, name="agent_skill"),
    path("people/<int:pk>/store/", person_parts.agent_store, name="agent_store"),
    path("people/<int:pk>/role/", roles.role_grant, name="role_grant"),
    path("roles/", roles.role_list, name="role_list"),
    path("roles/<int:pk>/end/", roles.role_revoke, name="role_revoke"),
    path("teams/", teams.team_list, name="team_list"),
    path("teams/new/", teams.team_add, name="team_add"),
    path("teams/<int:pk>/", teams.team_detail, name="team_detail"),
    path("teams/<int:pk>/edit/", teams.team_edit, name="team_edit"),
    path("teams/<int:pk>/archive/", teams.team_archive, name="team_archive"),
    path("stores/", stores.store_list, name="store_list"),
    path("stores/new/", stores.store_add, name="store_add"),
    path("stores/<int:pk>/edit/", stores.store_edit, name="store_edit"),
    path("accounts/", accounts.account_list, name="account_list"),
    path("accounts/import/", people_files.account_import, name="account_import"),
    path("accounts/import/take/", people_files.account_import_take, name="account_import_take"),
    path("accounts/<int:pk>/", accounts.account_detail, name="account_detail"),
    path("accounts/<int:pk>/bind/", accounts.account_bind, name="account_bind"),
]
# Jobs, downloads, notices, audit, webhooks, the own account.
desk_urls: list[URLPattern] = [
    path("jobs/<int:pk>/", desk.job_status, name="job_status"),
    path("jobs/<int:pk>/cancel/", desk.job_cancel, name="job_cancel"),
    path("downloads/", desk.download_list, name="download_list"),
    path("downloads/<int:pk>/", desk.download, name="download"),
    path("notices/", desk.notice_list, name="notice_list"),
    path("notices/<int:pk>/open/", desk.notice_open, name="notice_open"),
    path("notices/read/", desk.notice_read_all, name="notice_read_all"),
    path("account/", account.my_account, name="my_account"),
    path("account/mail/", account.my_account_mail, name="my_account_mail"),
    path("account/token/", account.my_account_token, name="my_account_token"),
    path("account/token/remove/", account.my_account_token_remove, name="my_account_token_remove"),
    path("audit/", audit.audit_list, name="audit_list"),
    path("webhooks/", webhooks.webhook_list, name="webhook_list"),
    path("webhooks/new/", webhooks.webhook_add, name="webhook_add"),
    path("webhooks/<int:pk>/", webhooks.webhook_edit, name="webhook_edit"),
    path("webhooks/<int:pk>/trial/", webhooks.webhook_trial, name="webhook_trial"),
    path("webhooks/<int:pk>/remove/", webhooks.webhook_remove, name="webhook_remove"),
]

# Desks, certificates, rates, and what a person may be asked to work.
work_urls: list[URLPattern] = [
    path("desks/", desks.desk_list, name="desk_list"),
    path("desks/new/", desks.desk_add, name="desk_add"),
    path("desks/<int:pk>/", desks.desk_detail, name="desk_detail"),
    path("desks/<int:pk>/edit/", desks.desk_edit, name="desk_edit"),
    path("desks/<int:pk>/people/", desks.desk_serve, name="desk_serve"),
    path("desks/people/<int:pk>/end/", desks.desk_leave, name="desk_leave"),
    path("certificates/", certificates.certificate_list, name="certificate_list"),
    path("certificates/new/", certificates.certificate_add, name="certificate_add"),
    path("certificates/<int:pk>/edit/", certificates.certificate_edit, name="certificate_edit"),
    path("rates/", rates.rate_list, name="rate_list"),
    path("rates/set/", rates.rate_set, name="rate_set"),
    path("rates/<int:pk>/remove/", rates.rate_remove, name="rate_remove"),
    path("people/<int:pk>/work/", person_work.agent_work, name="agent_work"),
    path("people/<int:pk>/desk/", person_work.agent_desk, name="agent_desk"),
    path("people/<int:pk>/certificate/", person_work.agent_certificate, name="agent_certificate"),
    path("certificates/held/<int:pk>/end/", person_work.certificate_withdraw, name="certificate_withdraw"),
    path("people/<int:pk>/contract/", person_work.agent_contract, name="agent_contract"),
    path("people/<int:pk>/exempt/", person_work.agent_exempt, name="agent_exempt"),
    path("exemptions/<int:pk>/remove/", person_work.exemption_remove, name="exemption_remove"),
    path("people/<int:pk>/block/", person_work.agent_block, name="agent_block"),
    path("blocks/<int:pk>/remove/", person_work.block_remove, name="block_remove"),
]

urlpatterns = [*people_urls, *desk_urls, *work_urls]
