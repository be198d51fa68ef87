"""A cache that may be gone: what it held is lost, and no page falls over."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class MayBeGone(RedisCache):
    """Redis; while it does not answer, nothing is found and nothing is kept."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, else the default."""
        return self._try(lambda: super(MayBeGone, self).get(key, default, version), default)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """Keep a value."""
        self._try(lambda: super(MayBeGone, self).set(key, value, *args, **kwargs), None)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """Keep a value where there is none; nobody else has kept one while Redis is gone."""
        return bool(self._try(lambda: super(MayBeGone, self).add(key, value, *args, **kwargs), True))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Drop a value."""
        return bool(self._try(lambda: super(MayBeGone, self).delete(key, version), False))

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Drop values."""
        self._try(lambda: super(MayBeGone, self).delete_many(keys, version), None)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """The values that are there."""
        found: dict[Any, Any] = self._try(lambda: super(MayBeGone, self).get_many(keys, version), {})
        return found

    def _try(self, act: Any, otherwise: Any) -> Any:
        try:
            return act()
        except RedisError as error:
            log.warning("the cache does not answer: %s", error)
            return otherwise
