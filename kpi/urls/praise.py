"""Routes of praise, honours and the weekly cover."""

from django.urls import URLPattern, URLResolver, path

from kpi.views.praise import honours, praise, queue, settings

patterns: list[URLPattern | URLResolver] = [
    path("praise/", praise.feed, name="praise"),
    path("praise/give/", praise.give, name="praise_give"),
    path("praise/mine/", praise.mine, name="praise_mine"),
    path("praise/<int:pk>/take-back/", praise.take_back, name="praise_take_back"),
    path("praise/<int:pk>/hide/", praise.hide, name="praise_hide"),
    path("praise/queue/", queue.queue, name="praise_queue"),
    path("praise/queue/send/", queue.send, name="praise_queue_send"),
    path("praise/settings/", settings.settings_page, name="praise_settings"),
    path("praise/values/new/", settings.value_new, name="praise_value_new"),
    path("praise/values/<int:pk>/", settings.value_edit, name="praise_value_edit"),
    path("praise/ready/new/", settings.ready_new, name="ready_praise_new"),
    path("praise/ready/<int:pk>/", settings.ready_edit, name="ready_praise_edit"),
    path("honours/", honours.honour_list, name="honour_list"),
    path("honours/new/", honours.honour_new, name="honour_new"),
    path("honours/<int:pk>/", honours.honour_edit, name="honour_edit"),
    path("honours/<int:pk>/give/", honours.award_new, name="award_new"),
    path("honours/awards/<int:pk>/show/", honours.award_show, name="award_show"),
    path("honours/awards/<int:pk>/end/", honours.award_end, name="award_end"),
    path("honours/awards/<int:pk>/certificate/", honours.award_certificate, name="award_certificate"),
]
