"""Settings of rosters."""

from django.urls import URLPattern, path

from shifts.views import setting_calendar, setting_rotations, setting_rules, setting_templates

urlpatterns: list[URLPattern] = [
    path("settings/", setting_templates.settings, name="settings"),
    path("settings/shifts/new/", setting_templates.template_new, name="template_new"),
    path("settings/shifts/<int:pk>/", setting_templates.template_edit, name="template_edit"),
    path("settings/shifts/<int:pk>/retire/", setting_templates.template_retire, name="template_retire"),
    path("settings/rotations/", setting_rotations.rotation_list, name="rotation_list"),
    path("settings/rotations/new/", setting_rotations.rotation_new, name="rotation_new"),
    path("settings/rotations/<int:pk>/", setting_rotations.rotation_detail, name="rotation_detail"),
    path("settings/rotations/<int:pk>/edit/", setting_rotations.rotation_edit, name="rotation_edit"),
    path("settings/rotations/<int:pk>/remove/", setting_rotations.rotation_remove, name="rotation_remove"),
    path("settings/rotations/<int:pk>/follow/", setting_rotations.rotation_follow, name="rotation_follow"),
    path(
        "settings/rotations/people/<int:pk>/remove/",
        setting_rotations.rotation_unfollow,
        name="rotation_unfollow",
    ),
    path("settings/rules/", setting_rules.rule_list, name="rule_list"),
    path("settings/rules/new/", setting_rules.rule_new, name="rule_new"),
    path("settings/rules/<int:pk>/", setting_rules.rule_edit, name="rule_edit"),
    path("settings/rules/<int:pk>/remove/", setting_rules.rule_remove, name="rule_remove"),
    path("settings/pairs/", setting_rules.pair_list, name="pair_list"),
    path("settings/pairs/new/", setting_rules.pair_new, name="pair_new"),
    path("settings/pairs/<int:pk>/remove/", setting_rules.pair_remove, name="pair_remove"),
    path("settings/calendar/", setting_calendar.calendar_month, name="calendar_month"),
    path("settings/calendar/day/", setting_calendar.calendar_day, name="calendar_day"),
]
