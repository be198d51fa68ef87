"""Who may open improvement plans, evaluations and talks, and doors to them."""

from cstm.access import Page, register

PAGES: list[Page] = []
API: list[Page] = []

register([*PAGES, *API])
