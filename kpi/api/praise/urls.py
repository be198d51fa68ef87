"""Routes of praise, honours and the weekly cover."""

from django.urls import URLPattern, URLResolver, path

from kpi.api.praise import honours, praise

patterns: list[URLPattern | URLResolver] = [
    path("praise/", praise.PraiseList.as_view(), name="praise"),
    path("praise/mine/", praise.MyPraise.as_view(), name="praise_mine"),
    path("praise/queue/", praise.PraiseQueue.as_view(), name="praise_queue"),
    path("praise/cover/", praise.PraiseCover.as_view(), name="praise_cover"),
    path("praise/values/", praise.PraiseValues.as_view(), name="praise_values"),
    path("praise/<int:pk>/take-back/", praise.PraiseTakeBack.as_view(), name="praise_take_back"),
    path("praise/<int:pk>/hide/", praise.PraiseHide.as_view(), name="praise_hide"),
    path("honours/", honours.Honours.as_view(), name="honours"),
    path("honours/awards/", honours.Awards.as_view(), name="awards"),
    path("honours/awards/<int:pk>/show/", honours.AwardShow.as_view(), name="award_show"),
    path("honours/awards/<int:pk>/end/", honours.AwardEnd.as_view(), name="award_end"),
]
