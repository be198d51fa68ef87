"""Who may open schemes and scorecards, and doors to them."""

from cstm.access import Page, register

PAGES: list[Page] = []
API: list[Page] = []

register([*PAGES, *API])
