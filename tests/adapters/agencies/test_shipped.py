"""The mappings that come with the hub: each holds, each sample gives what was expected of it by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.agencies import SAMPLES, samples_of, shipped
from adapters.agencies.mapping import AGENCIES
from adapters.agencies.mapping_file import read_mapping
from adapters.agencies.samples import EXPECTED, try_samples
from tests.adapters.agencies.told import TODAY

NAMES = pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)


@NAMES
def test_every_sample_is_taken_and_is_as_expected(path: Path) -> None:
    tried = try_samples(read_mapping(path), samples_of(path), TODAY)
    assert [str(fault) for sample in tried for fault in sample.rejected] == []
    assert all(sample.taken == sample.records > 0 for sample in tried)


@NAMES
def test_every_page_has_its_expected_rows_beside_it(path: Path) -> None:
    found = read_mapping(path)
    for read in found.reads:
        for name in found.samples[read.name]:
            sample = samples_of(path) / name
            assert sample.with_name(sample.stem + EXPECTED).exists()


@NAMES
def test_no_sample_is_forgotten(path: Path) -> None:
    named = {name for files in read_mapping(path).samples.values() for name in files}
    there = {file.name for file in samples_of(path).iterdir() if not file.name.endswith(EXPECTED)}
    assert there == named


def test_every_named_agency_but_the_banks_has_its_mapping() -> None:
    # No bank is ever instructed (国办发〔2020〕49号), and none has an interface to be asked by.
    assert {read_mapping(path).code for path in shipped()} == set(AGENCIES) - {"BANKING", "OTHER"}


def test_every_folder_of_samples_is_of_a_mapping() -> None:
    assert {folder.name for folder in SAMPLES.iterdir()} == {path.stem for path in shipped()}


def test_no_two_agencies_speak_as_one_source() -> None:
    systems = [read_mapping(path).system for path in shipped()]
    assert len(set(systems)) == len(systems)
