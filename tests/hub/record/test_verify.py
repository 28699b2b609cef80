"""A record that was changed is found out, and where; one that was not is not accused."""

from __future__ import annotations

import base64
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.record import merkle
from hub.record.chain import CannotCompare, read_brought
from hub.record.checkpoint import Checkpoint, SignedCheckpoint, note_hash, read_checkpoint, split_notes
from hub.record.finding import Finding, Level
from hub.record.log import LogLimits
from hub.record.merkle import Tree
from hub.record.note import Signer
from hub.record.segments import Header, checkpoints_path, entries_path, files, line_of, read_line
from hub.record.verify import verify
from tests.hub.record.logs import KEYS, NOON, SIGNER, STRANGER, filled, leaf, opened

ENTRIES = 80
EDITS = 1_000
SEED = 9162

Edit = Callable[[Path, random.Random], str | None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A log of several segments, with a checkpoint over all of it."""
    return filled(tmp_path / "record", ENTRIES)


def own(folder: Path) -> list[SignedCheckpoint]:
    found = []
    for path in files(folder, ".checkpoints"):
        with path.open("rb") as stream:
            for piece in split_notes(stream, path.stat().st_size):
                found.append(SignedCheckpoint(checkpoint=read_checkpoint(piece, KEYS), note=piece))
    return found


def wrong(folder: Path, brought: list[SignedCheckpoint] | None = None) -> list[str]:
    found = verify(folder.parent, KEYS, brought or [])
    return [finding.line() for finding in found if finding.level is Level.WRONG]


def told(folder: Path, brought: list[SignedCheckpoint] | None = None) -> list[Finding]:
    return list(verify(folder.parent, KEYS, brought or []))


# --- what is right --------------------------------------------------------------------------------


def test_a_record_as_it_was_written_is_right(folder: Path) -> None:
    (finding,) = told(folder, own(folder)[-1:])
    assert finding.level is Level.OK
    assert f"{ENTRIES} entries" in finding.text and "over 80 of 2026-11-24T12:00:00" in finding.text


def test_logs_of_several_processes_are_right(tmp_path: Path) -> None:
    logs = [opened(tmp_path) for _ in range(3)]
    for log in logs:
        log.append([leaf(0)])
        log.checkpoint()
    assert [finding.level for finding in verify(tmp_path, KEYS)] == [Level.OK] * 3


def test_an_empty_folder_has_nothing_to_say(tmp_path: Path) -> None:
    assert list(verify(tmp_path, KEYS)) == list(verify(tmp_path / "nowhere", KEYS)) == []


def test_a_log_that_is_being_written_is_right(tmp_path: Path) -> None:
    log = opened(tmp_path)
    for n in range(45):
        log.append([leaf(n)])
        assert not wrong(log.folder), n


def test_a_torn_end_is_noted_and_not_accused(folder: Path) -> None:
    with files(folder, ".entries")[-1].open("ab") as stream:
        stream.write(line_of(ENTRIES, merkle.leaf_hash(b"x"), b"x")[:-5])
    with files(folder, ".checkpoints")[-1].open("ab") as stream:
        stream.write(own(folder)[-1].note[:-5])
    assert {finding.level for finding in told(folder)} == {Level.NOTE, Level.OK}


def test_entries_behind_the_newest_checkpoint_are_said_to_have_no_proof(tmp_path: Path) -> None:
    log = opened(tmp_path)
    log.append([leaf(n) for n in range(13)])
    assert any("the last 3 of 13" in finding.text for finding in told(log.folder))


# --- a thousand edits -----------------------------------------------------------------------------


def _any(folder: Path, chance: random.Random) -> Path:
    return chance.choice([*files(folder, ".entries"), *files(folder, ".checkpoints")])


def flip(folder: Path, chance: random.Random) -> str:
    path = _any(folder, chance)
    content = bytearray(path.read_bytes())
    place = chance.randrange(len(content))
    content[place] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return f"flip {path.name} {place}"


def cut_out(folder: Path, chance: random.Random) -> str:
    path = _any(folder, chance)
    content = path.read_bytes()
    start = chance.randrange(len(content))
    end = min(len(content), start + chance.choice((1, 2, 50, 500)))
    path.write_bytes(content[:start] + content[end:])
    return f"cut {path.name} {start} {end}"


def put_in(folder: Path, chance: random.Random) -> str:
    path = _any(folder, chance)
    content = path.read_bytes()
    place = chance.randrange(len(content))
    added = chance.choice((b"\n", b"0", b" ", b"\0" * 40, content[:place], chance.randbytes(9)))
    path.write_bytes(content[:place] + (added or b"1") + content[place:])
    return f"put {path.name} {place} {added!r}"


def drop_line(folder: Path, chance: random.Random) -> str:
    path = _any(folder, chance)
    lines = path.read_bytes().splitlines(keepends=True)
    place = chance.randrange(len(lines))
    path.write_bytes(b"".join(lines[:place] + lines[place + 1 :]))
    return f"drop {path.name} {place}"


def swap_lines(folder: Path, chance: random.Random) -> str | None:
    path = _any(folder, chance)
    lines = path.read_bytes().splitlines(keepends=True)
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    if lines[a] == lines[b]:
        return None
    lines[a], lines[b] = lines[b], lines[a]
    path.write_bytes(b"".join(lines))
    return f"swap {path.name} {a} {b}"


def repeat_line(folder: Path, chance: random.Random) -> str:
    path = _any(folder, chance)
    lines = path.read_bytes().splitlines(keepends=True)
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines.insert(b, lines[a])
    path.write_bytes(b"".join(lines))
    return f"repeat {path.name} {a} {b}"


def truncate(folder: Path, chance: random.Random) -> str:
    path = _any(folder, chance)
    size = chance.randrange(path.stat().st_size)
    os.truncate(path, size)
    return f"truncate {path.name} {size}"


def remove(folder: Path, chance: random.Random) -> str:
    path = _any(folder, chance)
    path.unlink()
    return f"remove {path.name}"


def exchange(folder: Path, chance: random.Random) -> str | None:
    path, other = _any(folder, chance), _any(folder, chance)
    one, two = path.read_bytes(), other.read_bytes()
    if path == other:
        return None
    path.write_bytes(two)
    other.write_bytes(one)
    return f"exchange {path.name} {other.name}"


def rewrite_entry(folder: Path, chance: random.Random) -> str:
    """With its hash, as somebody does who knows the format."""
    path = chance.choice(files(folder, ".entries"))
    lines = path.read_bytes().splitlines(keepends=True)
    place = chance.randrange(1, len(lines))
    number = read_line(lines[place]).number
    lines[place] = line_of(number, merkle.leaf_hash(b"{}"), b"{}")
    path.write_bytes(b"".join(lines))
    return f"rewrite {number}"


def renumber(folder: Path, chance: random.Random) -> str:
    """An entry is taken out and those behind it move up, throughout the log."""
    gone = chance.randrange(ENTRIES)
    for path in files(folder, ".entries"):
        head, *lines = path.read_bytes().splitlines(keepends=True)
        kept = [read_line(line) for line in lines if read_line(line).number != gone]
        moved = [line_of(each.number - (each.number > gone), each.hash, each.leaf) for each in kept]
        path.write_bytes(b"".join([head, *moved]))
    return f"renumber {gone}"


def truncate_all(folder: Path, chance: random.Random) -> str:
    """Entries and checkpoints are cut to the same earlier state."""
    return _back_to(folder, chance.choice(own(folder)[:-1]).checkpoint.size)


def _back_to(folder: Path, size: int) -> str:
    for path in files(folder, ".entries"):
        head, *lines = path.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if read_line(line).number < size]
        path.write_bytes(b"".join([head, *kept])) if kept else path.unlink()
    for path in files(folder, ".checkpoints"):
        with path.open("rb") as stream:
            pieces = list(split_notes(stream, path.stat().st_size))
        kept = [piece for piece in pieces if read_checkpoint(piece, KEYS).size <= size]
        path.write_bytes(b"".join(kept)) if kept else path.unlink()
    return f"back to {size}"


EDITORS: tuple[Edit, ...] = (
    flip,
    cut_out,
    put_in,
    drop_line,
    swap_lines,
    repeat_line,
    truncate,
    remove,
    exchange,
    rewrite_entry,
    renumber,
    truncate_all,
)


def test_a_thousand_edits_are_all_found(folder: Path, tmp_path: Path) -> None:
    """Each on a fresh copy, with the newest checkpoint brought from elsewhere."""
    chance = random.Random(SEED)
    newest = own(folder)[-1:]
    record = tmp_path / "edited"
    missed = []
    for number in range(EDITS):
        shutil.rmtree(record, ignore_errors=True)
        shutil.copytree(folder, record / folder.name)
        what = None
        while what is None:
            what = EDITORS[number % len(EDITORS)](record / folder.name, chance)
        if not wrong(record / folder.name, newest):
            missed.append(what)
    assert not missed


# --- where ----------------------------------------------------------------------------------------


def test_the_changed_entry_is_named(folder: Path) -> None:
    path = files(folder, ".entries")[1]
    lines = path.read_bytes().splitlines(keepends=True)
    number = read_line(lines[4]).number
    lines[4] = lines[4].replace(b"JUDGE", b"CLERK")
    path.write_bytes(b"".join(lines))
    assert wrong(folder) == [f"WRONG  hub-1/{path.name}: entry {number}: is not what was written"]


def test_the_missing_entry_is_named(folder: Path) -> None:
    path = files(folder, ".entries")[1]
    lines = path.read_bytes().splitlines(keepends=True)
    number = read_line(lines.pop(4)).number
    path.write_bytes(b"".join(lines))
    assert wrong(folder) == [f"WRONG  hub-1/{path.name}: missing before entry {number + 1}: {number}"]


def test_the_missing_segment_is_named_and_those_behind_it_are_still_proven(folder: Path) -> None:
    segments = files(folder, ".entries")
    first, second, third = (int(path.stem) for path in segments[:3])
    segments[1].unlink()
    assert wrong(folder) == [
        f"WRONG  hub-1/{segments[2].name}: entries {second} to {third - 1} before it are missing"
    ]
    assert first == 0


def test_an_entry_rewritten_with_its_hash_is_found_between_two_checkpoints(folder: Path) -> None:
    path = files(folder, ".entries")[0]
    lines = path.read_bytes().splitlines(keepends=True)
    lines[6] = line_of(5, merkle.leaf_hash(b"{}"), b"{}")
    path.write_bytes(b"".join(lines))
    assert "entries 0 to 9 are not those that its checkpoint 1 vouches for" in wrong(folder)[0]


def test_the_changed_checkpoint_is_named(folder: Path) -> None:
    path = files(folder, ".checkpoints")[1]
    content = path.read_bytes()
    path.write_bytes(content.replace(b"time 2026", b"time 2027", 1))
    number = files(folder, ".checkpoints")[0].read_bytes().count("— ".encode()) + 1
    assert wrong(folder) == [f"WRONG  hub-1/{path.name}: checkpoint {number}: the signature does not fit the text"]


def test_the_changed_header_is_named(folder: Path) -> None:
    path = files(folder, ".entries")[1]
    head, *lines = path.read_bytes().splitlines(keepends=True)
    header = Header.from_bytes(head)
    changed = Header(log=header.log, first=header.first, peaks=(bytes(32), *header.peaks[1:]))
    path.write_bytes(b"".join([changed.to_bytes(), *lines]))
    assert wrong(folder)[0] == f"WRONG  hub-1/{path.name}: its header does not fit the entries before it"


def test_many_faults_are_not_all_told(folder: Path) -> None:
    for path in files(folder, ".entries"):
        path.write_bytes(path.read_bytes().replace(b"JUDGE", b"CLERK"))
    found = wrong(folder)
    assert len(found) == 21 and "and 60 more faults" in found[-1]


# --- who knows more -------------------------------------------------------------------------------


def rewritten(folder: Path, signer: Signer) -> None:
    """The whole history anew, one entry changed: hashes, peaks, chain and signatures all fit together."""
    tree, before = Tree(), None
    for path in files(folder, ".entries"):
        head, *lines = path.read_bytes().splitlines(keepends=True)
        header = Header.from_bytes(head)
        text = [Header(log=header.log, first=header.first, peaks=tree.peaks).to_bytes()]
        sizes = {each.checkpoint.size for each in own_of(folder, header.first)}
        notes = []
        for number, line in enumerate(map(read_line, lines), header.first):
            changed = b"{}" if number == 33 else line.leaf
            digest = merkle.leaf_hash(changed)
            text.append(line_of(number, digest, changed))
            tree.append(digest)
            if tree.size in sizes:
                checkpoint = Checkpoint(
                    log=header.log, size=tree.size, root=tree.root(), time=NOON, previous=before
                )
                notes.append(checkpoint.sign(signer))
                before = note_hash(notes[-1])
        entries_path(folder, header.first).write_bytes(b"".join(text))
        checkpoints_path(folder, header.first).write_bytes(b"".join(notes))


def own_of(folder: Path, first: int) -> list[SignedCheckpoint]:
    path = checkpoints_path(folder, first)
    with path.open("rb") as stream:
        pieces = list(split_notes(stream, path.stat().st_size))
    return [SignedCheckpoint(checkpoint=read_checkpoint(piece, KEYS), note=piece) for piece in pieces]


def test_who_recomputes_everything_but_lacks_the_key_is_found(folder: Path) -> None:
    rewritten(folder, STRANGER)
    assert any("signed by a key that is not among those given" in line for line in wrong(folder))


def test_who_holds_the_key_is_found_by_a_checkpoint_from_elsewhere_only(folder: Path) -> None:
    kept = own(folder)[-1:]
    rewritten(folder, SIGNER)
    assert not wrong(folder)
    assert any("not those that a checkpoint from elsewhere vouches for" in line for line in wrong(folder, kept))


def test_who_cuts_log_and_checkpoints_back_is_found_by_a_checkpoint_from_elsewhere_only(folder: Path) -> None:
    kept = own(folder)[-1:]
    _back_to(folder, 40)
    assert not wrong(folder)
    assert any("ends before entry 40; a checkpoint vouches for 80 entries" in line for line in wrong(folder, kept))


def test_who_removes_a_log_is_found_by_a_checkpoint_from_elsewhere(folder: Path) -> None:
    kept = own(folder)[-1:]
    shutil.rmtree(folder)
    (line,) = wrong(folder, kept)
    assert "is not there; a checkpoint from elsewhere vouches for 80 entries" in line


def test_a_checkpoint_that_only_the_witness_has_is_told(folder: Path) -> None:
    """The log's last checkpoint was taken back, its entries were not."""
    kept = own(folder)
    path = files(folder, ".checkpoints")[-1]
    path.write_bytes(path.read_bytes().removesuffix(kept[-1].note))
    assert any("lack 1 of those from elsewhere, the first over 80" in line for line in wrong(folder, kept))


def test_checkpoints_that_were_all_removed_are_missed_where_there_are_many_entries(tmp_path: Path) -> None:
    limits = LogLimits(checkpoint_entries=1000, segment_bytes=1 << 20)
    folder = filled(tmp_path, 1500, batch=500, limits=limits)
    for path in files(folder, ".checkpoints"):
        path.unlink()
    assert any("1500 entries behind its newest checkpoint" in line for line in wrong(folder))


def test_entries_and_checkpoints_of_two_logs_do_not_pass_for_one(tmp_path: Path) -> None:
    folder, other = filled(tmp_path / "a", ENTRIES), filled(tmp_path / "b", ENTRIES)
    for path in files(other, ".entries"):
        shutil.copy(path, folder)
    assert wrong(folder)


# --- what is brought ------------------------------------------------------------------------------


def test_checkpoints_are_read_from_files_and_folders(folder: Path, tmp_path: Path) -> None:
    notes = own(folder)
    witness = tmp_path / "witness"
    witness.mkdir()
    (witness / "a.checkpoints").write_bytes(notes[0].note + b"\n" + notes[1].note[:-30])
    (witness / "other.txt").write_text("nothing of ours")
    (tmp_path / "newest").write_bytes(notes[-1].note)
    brought, findings = read_brought([witness, tmp_path / "newest"], KEYS)
    assert [each.note for each in brought] == [notes[0].note, notes[-1].note]
    assert [finding.level for finding in findings] == [Level.NOTE]
    assert not wrong(folder, brought)


def test_a_forged_checkpoint_is_told_and_not_used(folder: Path, tmp_path: Path) -> None:
    coded = base64.b64encode(bytes(32)).decode()
    forged = STRANGER.sign(f"hub-record/{'0' * 16}\n9\n{coded}\ntime 2026-11-24T12:00:00.000000Z\nprevious none\n")
    (tmp_path / "forged").write_bytes(forged)
    brought, findings = read_brought([tmp_path / "forged"], KEYS)
    assert not brought and [finding.level for finding in findings] == [Level.WRONG]


def test_a_file_without_any_checkpoint_cannot_be_compared_with(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(CannotCompare, match="no checkpoint in it"):
        read_brought([tmp_path / "empty"], KEYS)
