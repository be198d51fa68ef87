"""The demo's figures: made as files of the platforms' own formats, taken in through the import door."""

from kpi.demo import cases, growth, load, pay, praise, quality, schemes

__all__ = ["cases", "growth", "load", "pay", "praise", "quality", "schemes"]
