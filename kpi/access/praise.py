"""Who may open praise, honours and the weekly cover, and doors to them."""

from cstm.access import Page, register

PAGES: list[Page] = []
API: list[Page] = []

register([*PAGES, *API])
