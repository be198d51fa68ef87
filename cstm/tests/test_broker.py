"""The queue of files: messages are whole, one at a time, and a damaged one stops nobody."""

import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport import resolve_transport

from cstm.broker import Channel, Transport


@pytest.fixture
def channel(tmp_path: Path):
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    options = {
        "data_folder_in": str(tmp_path / "messages"),
        "data_folder_out": str(tmp_path / "messages"),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("filesystem://", transport_options=options) as connection:
        yield connection.default_channel


def drain(channel):
    found = []
    while True:
        try:
            found.append(channel._get("q"))
        except Empty:
            return found


def test_the_address_of_the_embedded_queue_names_ours(channel):
    assert resolve_transport("filesystem") is Transport
    assert isinstance(channel, Channel)


def test_messages_come_back_in_order(channel):
    for number in range(3):
        channel._put("q", {"n": number})
    assert sorted(channel._get("q")["n"] for _ in range(3)) == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get("q")


def test_a_half_written_message_is_not_seen(channel, tmp_path):
    (tmp_path / "messages" / ".half.part").write_text('{"n":')
    with pytest.raises(Empty):
        channel._get("q")


def test_a_damaged_message_is_dropped(channel, tmp_path):
    (tmp_path / "messages" / "0_x.q.msg").write_text('{"n":')
    channel._put("q", {"n": 1})
    with pytest.raises(Empty):
        channel._get("q")
    assert channel._get("q") == {"n": 1}


def test_a_reader_beside_a_writer_gets_every_message_whole(channel):
    payload = {"body": "x" * 20_000}
    writer = threading.Thread(target=lambda: [channel._put("q", payload) for _ in range(200)])
    writer.start()
    got = []
    while writer.is_alive():
        got += drain(channel)
    got += drain(channel)
    assert len(got) == 200
    assert all(message == payload for message in got)
