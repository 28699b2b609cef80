from __future__ import annotations

import os
import random
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.record import merkle
from hub.record.checkpoint import note_hash, read_checkpoint, split_notes
from hub.record.errors import RecordUnavailable
from hub.record.finding import Level
from hub.record.log import Log, LogLimits, State
from hub.record.segments import CLOSED, Header, files, first_of, line_of, read_line
from hub.record.verify import verify
from tests.hub.record.logs import KEYS, SMALL, STRANGER, filled, leaf, leaves, opened


def notes(folder: Path) -> list[bytes]:
    found: list[bytes] = []
    for path in files(folder, ".checkpoints"):
        with path.open("rb") as stream:
            found += split_notes(stream, path.stat().st_size)
    return found


def test_a_leaf_is_on_disk_when_append_returns(tmp_path: Path) -> None:
    log = opened(tmp_path)
    log.append([leaf(0), leaf(1)])
    assert leaves(log.folder) == [leaf(0), leaf(1)]


def test_files_and_folders_are_for_their_owner_only(tmp_path: Path) -> None:
    folder = filled(tmp_path / "record", 60)
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_after_a_restart_the_log_goes_on(tmp_path: Path) -> None:
    for _ in range(3):
        filled(tmp_path, 25)
    assert len(leaves(tmp_path / "hub-1")) == 75
    assert [path.name for path in tmp_path.iterdir()] == ["hub-1"]


def test_each_process_has_a_log_of_its_own(tmp_path: Path) -> None:
    logs = [opened(tmp_path) for _ in range(3)]
    assert [log.folder.name for log in logs] == ["hub-1", "hub-2", "hub-3"]
    assert len({log.id for log in logs}) == 3
    logs[1].close()
    assert opened(tmp_path).folder.name == "hub-2"


def test_segments_are_rotated_by_size_and_a_checkpoint_closes_each(tmp_path: Path) -> None:
    folder = filled(tmp_path, 100)
    segments = files(folder, ".entries")
    sizes = [read_checkpoint(note, KEYS).size for note in notes(folder)]
    assert len(segments) > 2 and max(path.stat().st_size for path in segments) < 2 * SMALL.segment_bytes
    assert {first_of(path) for path in segments} - {0} <= set(sizes)


def test_no_more_entries_than_the_limit_go_without_a_checkpoint(tmp_path: Path) -> None:
    log = opened(tmp_path)
    log.append([leaf(n) for n in range(47)])
    log.checkpoint()
    sizes = [read_checkpoint(note, KEYS).size for note in notes(log.folder)]
    assert sizes[-1] == 47 and max(b - a for a, b in zip([0, *sizes], sizes, strict=False)) == 10


def test_checkpoints_sign_the_root_over_all_entries_and_name_the_one_before(tmp_path: Path) -> None:
    folder = filled(tmp_path, 60)
    digests = [merkle.leaf_hash(each) for each in leaves(folder)]
    before = None
    for note in notes(folder):
        checkpoint = read_checkpoint(note, KEYS)
        assert checkpoint.root == merkle.root_of(digests[: checkpoint.size])
        assert checkpoint.previous == before
        before = note_hash(note)


def test_nothing_new_is_not_signed_again(tmp_path: Path) -> None:
    log = opened(tmp_path)
    for expected in (0, 1, 1):
        log.checkpoint()
        assert len(notes(log.folder)) == expected
        if not log.size:
            log.append([leaf(0)])


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(0, 6000), batch=st.integers(1, 7))
def test_wherever_the_tail_was_torn_whole_entries_stay_and_the_rest_is_set_aside(
    tmp_path_factory: pytest.TempPathFactory, cut: int, batch: int
) -> None:
    """The last checkpoint covers 10 of 19 entries; a crash leaves any prefix of the bytes behind that."""
    record = tmp_path_factory.mktemp("record")
    log = opened(record, limits=LogLimits(checkpoint_entries=10, segment_bytes=1 << 20))
    for start in range(0, 19, batch):
        log.append([leaf(n) for n in range(start, min(19, start + batch))])
    log.close()
    path = log.folder / "000000000000.entries"
    content = path.read_bytes()
    ends = [place + 1 for place, byte in enumerate(content) if byte == 10]
    proven = ends[10]
    kept = proven + cut % (len(content) - proven + 1)
    os.truncate(path, kept)
    again = opened(record)
    whole = max(n for n, end in enumerate(ends) if end <= kept)
    assert again.size == whole and leaves(log.folder) == [leaf(n) for n in range(whole)]
    aside = b"".join(each.read_bytes() for each in log.folder.glob("*.torn-*"))
    assert path.read_bytes() + aside == content[:kept]
    again.append([leaf(whole)])
    assert leaves(log.folder)[-1] == leaf(whole)


@pytest.mark.parametrize("tail", [bytes(300), b"\n\n", b"19 AAAA {}\n", line_of(7, merkle.leaf_hash(b"x"), b"x")])
def test_what_a_loss_of_power_left_behind_the_entries_is_set_aside(tmp_path: Path, tail: bytes) -> None:
    folder = filled(tmp_path, 5)
    path = folder / "000000000000.entries"
    with path.open("ab") as stream:
        stream.write(tail)
    assert opened(tmp_path).size == 5
    assert [each.read_bytes() for each in folder.glob("*.torn-*")] == [tail]


def test_a_torn_checkpoint_is_set_aside_and_signed_anew(tmp_path: Path) -> None:
    folder = filled(tmp_path, 15)
    path = folder / "000000000000.checkpoints"
    os.truncate(path, path.stat().st_size - 9)
    log = opened(tmp_path)
    assert log.uncovered == 5
    log.checkpoint()
    assert [read_checkpoint(note, KEYS).size for note in notes(folder)] == [10, 15]


def _flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def _damage(name: str, folder: Path) -> None:
    segments, checkpoints = files(folder, ".entries"), files(folder, ".checkpoints")
    match name:
        case "entry":
            _flip(segments[-1], -3)
        case "hash":
            lines = segments[-1].read_bytes().splitlines(keepends=True)
            line = read_line(lines[-1])
            lines[-1] = line_of(line.number, merkle.leaf_hash(b"{}"), b"{}")
            segments[-1].write_bytes(b"".join(lines))
        case "header":
            _flip(segments[-1], 20)
        case "peaks":
            lines = segments[-1].read_bytes().splitlines(keepends=True)
            header = Header.from_bytes(lines[0])
            peaks = (bytes(32), *header.peaks[1:])
            lines[0] = Header(log=header.log, first=header.first, peaks=peaks).to_bytes()
            segments[-1].write_bytes(b"".join(lines))
        case "cut":
            os.truncate(segments[-1], segments[-1].stat().st_size - 1)
        case "segment":
            segments[-1].unlink()
        case "name":
            segments[-1].rename(segments[-1].with_name("000000000999.entries"))
        case "checkpoint":
            _flip(checkpoints[-1], -30)
        case "checkpoints":
            for path in checkpoints:
                path.unlink()
        case "inner checkpoint":
            content = checkpoints[-1].read_bytes()
            checkpoints[-1].write_bytes(b"x\n" * 3000 + content)
        case "entries":
            for path in segments:
                path.unlink()
        case "other log":
            shutil.rmtree(folder)
            shutil.copytree(filled(folder.parent / "other", 60), folder)
            other = filled(folder.parent / "third", 60)
            for path in files(other, ".checkpoints"):
                shutil.copy(path, folder)


DAMAGES = (
    *("entry", "hash", "header", "peaks", "cut", "segment", "name", "entries"),
    *("checkpoint", "checkpoints", "inner checkpoint", "other log"),
)


@pytest.mark.parametrize("name", DAMAGES)
def test_a_changed_log_is_left_as_it_is_and_another_is_begun(tmp_path: Path, name: str) -> None:
    record = tmp_path / "record"
    folder = filled(record, 60)
    _damage(name, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    log = opened(record)
    log.append([leaf(0)])
    assert log.folder.name != "hub-1"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_under_another_signing_key_another_log_is_begun(tmp_path: Path) -> None:
    filled(tmp_path, 5)
    assert opened(tmp_path, signer=STRANGER).folder.name == "hub-2"


def test_a_closed_log_is_not_gone_on_with(tmp_path: Path) -> None:
    (filled(tmp_path, 5) / CLOSED).write_text("")
    assert opened(tmp_path).folder.name == "hub-2"


@pytest.mark.parametrize("what", ["removed", "cut", "replaced"])
def test_a_file_that_is_tampered_with_while_it_is_written_is_noticed(tmp_path: Path, what: str) -> None:
    log = opened(tmp_path)
    log.append([leaf(n) for n in range(3)])
    path = log.folder / "000000000000.entries"
    content = path.read_bytes()
    match what:
        case "removed":
            path.unlink()
        case "cut":
            os.truncate(path, 100)
        case "replaced":
            path.unlink()
            path.write_bytes(content)
    with pytest.raises(Exception, match="removed or cut"):
        log.checkpoint()


def test_a_full_disk_is_said_and_the_log_goes_on_after(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: it too takes half a line."""
    import resource
    import signal

    log = opened(tmp_path)
    log.append([leaf(0)])
    path = log.folder / "000000000000.entries"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 50, hard))
    try:
        for _ in range(2):
            with pytest.raises(RecordUnavailable, match="cannot be written"):
                log.append([leaf(1), leaf(2)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    log.append([leaf(3)])
    assert leaves(log.folder) == [leaf(0), leaf(3)]
    log.close()
    assert opened(tmp_path).size == 2


def _spoil(log: Log, slot: int) -> None:
    """Syncs of that slot fail from now on: its handle is led to a pipe, which no kernel syncs."""
    reading, writing = os.pipe()
    os.dup2(writing, log._entries._handles[slot + 1])
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize(
    ("order", "kept"),
    [
        ("1ok 2fails", [1]),
        ("1fails 2ok", [1, 2]),  # the later sync covers what was written before it
        ("2ok 1fails", [1, 2]),
        ("2fails 1ok", [1]),
        ("1fails 2fails", []),
    ],
)
def test_after_a_failed_sync_the_log_is_cut_back_to_what_is_known_to_be_on_disk(
    tmp_path: Path, order: str, kept: list[int]
) -> None:
    log = opened(tmp_path, limits=LogLimits(checkpoint_entries=10, segment_bytes=4096, syncs=2))
    log.append([leaf(0)])
    states = {"1": log.write([leaf(1)]), "2": log.write([leaf(2)])}
    _spoil(log, 1)
    for step in order.split():
        if step[1:] == "ok":
            log.sync(states[step[0]], 0)
        else:
            with pytest.raises(RecordUnavailable):
                log.sync(states[step[0]], 1)
    log.append([leaf(3)])
    log.checkpoint()
    assert leaves(log.folder) == [leaf(n) for n in (0, *kept, 3)]
    log.close()
    assert opened(tmp_path).size == len(kept) + 2
    assert not [each for each in verify(tmp_path, KEYS) if each.level is Level.WRONG]


def test_a_checkpoint_covers_only_what_is_on_disk(tmp_path: Path) -> None:
    """What is still being synced is waited for; if that fails, it is not signed."""
    log = opened(tmp_path, limits=LogLimits(checkpoint_entries=10, segment_bytes=4096, syncs=1))
    log.append([leaf(0)])
    state = log.write([leaf(1)])
    _spoil(log, 0)
    with ThreadPoolExecutor(1) as pool:
        signing = pool.submit(log.checkpoint)
        assert not wait([signing], timeout=0.2).done
        with pytest.raises(RecordUnavailable):
            log.sync(state, 0)
        signing.result(20)
    assert [read_checkpoint(note, KEYS).size for note in notes(log.folder)] == [1]
    assert leaves(log.folder) == [leaf(0)]


@settings(max_examples=20, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_whatever_fails_in_whatever_order_no_acknowledged_entry_is_lost(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random
) -> None:
    record = tmp_path_factory.mktemp("record")
    log = opened(record, limits=LogLimits(checkpoint_entries=7, segment_bytes=1 << 20, syncs=3))
    acknowledged: list[bytes] = []
    under_way: list[tuple[State, list[bytes]]] = []
    number = 0
    for _ in range(60):
        # Whoever signs waits for all that sync, so before that everything is synced here.
        if len(under_way) == 3 or (under_way and chance.random() < 0.4) or log.uncovered >= 4:
            while under_way:
                state, batch = under_way.pop(chance.randrange(len(under_way)))
                slot = chance.choice((0, 0, 1))
                if slot == 1:
                    _spoil(log, 1)
                try:
                    log.sync(state, slot)
                    acknowledged += batch
                except RecordUnavailable:
                    pass
        batch = [leaf(number + n) for n in range(chance.randrange(1, 3))]
        number += len(batch)
        if not log._failed or not under_way:
            under_way.append((log.write(batch), batch))
    for state, batch in under_way:
        log.sync(state, 0)
        acknowledged += batch
    log.checkpoint()
    log.close()
    assert set(acknowledged) <= set(leaves(log.folder))
    assert not [each for each in verify(record, KEYS) if each.level is Level.WRONG]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "record").write_text("")
    with pytest.raises(RecordUnavailable):
        opened(tmp_path / "record")


def test_an_entry_of_two_lines_is_not_taken(tmp_path: Path) -> None:
    log = opened(tmp_path)
    with pytest.raises(RecordUnavailable):
        log.append([b"{}\n{}"])
    assert log.size == 0
