"""Who may open inspection forms, chats and reviews, and doors to them."""

from cstm.access import Page, register

PAGES: list[Page] = []
API: list[Page] = []

register([*PAGES, *API])
