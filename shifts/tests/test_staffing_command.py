"""The command: figures for machines, lines for people, and a sentence for what cannot be answered."""

import json

import pytest
from django.core.management import CommandError, call_command

LOAD = ("--volume", "100", "--interval", "30", "--aht", "180")
KEYS = ["agents", "scheduled", "service_level", "asa", "occupancy", "p_wait", "p_abandon"]


@pytest.fixture
def run(capsys):
    def call(*words: str) -> str:
        call_command("staffing", *words)
        return capsys.readouterr().out

    return call


def test_a_target_gives_the_fewest_agents(run) -> None:
    found = json.loads(run(*LOAD, "--target", "0.8/20", "--shrinkage", "0.3", "--json"))
    assert list(found) == KEYS
    assert (found["agents"], found["scheduled"]) == (14, 20)
    assert found["service_level"] == pytest.approx(0.8883500191794669)


def test_a_number_of_agents_gives_its_figures(run) -> None:
    words = ("--agents", "14", "--threshold", "20", "--patience", "300", "--max-occupancy", "0.9", "--json")
    found = json.loads(run(*LOAD, *words))
    assert found["p_abandon"] == pytest.approx(0.01398374412, rel=1e-6)
    assert found["agents"] == found["scheduled"] == 14


def test_a_queue_without_end_has_no_average_wait(run) -> None:
    words = (*LOAD, "--agents", "10", "--threshold", "20")
    assert json.loads(run(*words, "--json"))["asa"] is None
    assert "without end" in run(*words)


def test_chats_waits_and_occupancy(run) -> None:
    chat = ("--volume", "60", "--interval", "30", "--aht", "600", "--concurrency", "1.7")
    assert json.loads(run(*chat, "--target", "0.8/60", "--json"))["agents"] == 15
    assert json.loads(run(*LOAD, "--target", "asa/20", "--json"))["agents"] == 13
    assert json.loads(run(*LOAD, "--max-occupancy", "0.5", "--json"))["agents"] == 20
    assert "14" in run(*LOAD, "--target", "0.8/20").splitlines()[0]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--target", "many"),
        ("--target", "80/20"),
        ("--target", "0.8/-1"),
        ("--target", "0.8/20", "--threshold", "30"),
        ("--target", "0.8/20", "--shrinkage", "1"),
        ("--target", "0.8/20", "--concurrency", "0"),
        ("--agents", "14"),
        ("--agents", "-3", "--threshold", "20"),
    ],
)
def test_what_cannot_be_answered_is_said(run, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"\w+ \w+") as refused:
        run(*LOAD, *words)
    assert refused.value.returncode == 2


def test_a_word_that_is_no_number_is_refused(run) -> None:
    with pytest.raises(CommandError, match="invalid float"):
        run("--volume", "many", "--interval", "30", "--aht", "180", "--target", "0.8/20")
