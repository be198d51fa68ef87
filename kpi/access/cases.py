"""Who may open cases, actions and process waste, and doors to them."""

from cstm.access import Page, register

PAGES: list[Page] = []
API: list[Page] = []

register([*PAGES, *API])
