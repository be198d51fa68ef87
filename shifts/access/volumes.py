"""Rows of the access table for this app's pages and API."""

from cstm.access import Page, register

VOLUMES = [
    Page("shifts:volume_list", "stores.view"),
    Page("shifts-api:volumes", "stores.view"),
]

register(VOLUMES)
