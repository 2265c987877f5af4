"""Reports that the pages of one build share."""

import dataclasses

import pytest

from lrlib.proofs import shelf, theorem
from lrlib.proofs.theorem import Theorem


def fresh(label):
    """The theorem, with no report in this process."""
    vars(theorem(label)).pop("report", None)
    return theorem(label)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LRLIB_REPORTS", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("label", ["E2a", "E3", "O2d", "P1a"])  # E3 keeps a sequence
def test_a_report_comes_back_as_it_was(folder, monkeypatch, label):
    made = fresh(label).report
    assert made.ok and len(list(folder.glob(f"{label}-*.pickle"))) == 1

    def refuse(self):
        raise AssertionError("checked again")

    monkeypatch.setattr(Theorem, "run", refuse)
    assert fresh(label).report == made
    monkeypatch.setattr(shelf, "SEED", shelf.SEED + 1)
    with pytest.raises(AssertionError, match="checked again"):
        assert fresh(label).report  # another seed is another report
    monkeypatch.delenv("LRLIB_REPORTS")
    with pytest.raises(AssertionError, match="checked again"):
        assert fresh(label).report


def test_a_theorem_of_somebody_else_is_always_checked(folder):
    assert dataclasses.replace(theorem("P1a"), label="S").report.ok
    assert not list(folder.iterdir())


def test_other_sources_are_checked_anew(folder, monkeypatch):
    assert fresh("P1a").report.ok
    monkeypatch.setattr(shelf, "_sources", lambda: "changed")
    assert fresh("P1a").report.ok
    assert len(list(folder.iterdir())) == 2
