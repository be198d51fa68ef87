"""Reads of pay: plans, a month's facts, slips in words, lists."""
