"""Log-ins that are left alone end: after some minutes without an act, and at the end of a long day."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

_BEGAN, _SEEN = "idle_began", "idle_seen"
# So seldom is the last act written down; a log-in ends at most this much early.
_EVERY_SECONDS = 120


class IdleMiddleware:
    """Sign out who did nothing for `IDLE_MINUTES`; whoever chose to stay signed in is left alone.

    What a page asks by itself (a poll, a panel) is no act. Nothing is written for a remembered log-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.IDLE_MINUTES and request.user.is_authenticated and self._is_passing(request):
            now = int(time.time())
            if self._is_over(request, now):
                logout(request)
                messages.warning(request, _("You were signed out because nothing was done for a while."))
            else:
                self._note(request, now)
        return self.get_response(request)

    @staticmethod
    def _is_passing(request: HttpRequest) -> bool:
        """A session that ends with the browser: "stay signed in" was not chosen."""
        return request.session.get_expire_at_browser_close()

    @staticmethod
    def _is_over(request: HttpRequest, now: int) -> bool:
        seen, began = request.session.get(_SEEN, now), request.session.get(_BEGAN, now)
        return bool(now - seen >= settings.IDLE_MINUTES * 60 or now - began >= settings.SESSION_COOKIE_AGE)

    @staticmethod
    def _note(request: HttpRequest, now: int) -> None:
        session = request.session
        by_itself = request.method == "GET" and request.headers.get("HX-Request")
        if _BEGAN not in session:
            session[_BEGAN] = session[_SEEN] = now
        elif not by_itself and now - session[_SEEN] >= min(_EVERY_SECONDS, settings.IDLE_MINUTES * 6):
            session[_SEEN] = now
