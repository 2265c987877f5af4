"""The cheat sheet: its formulas are the schedules, on every piece of a run."""

import pytest
import sympy as sp

from lrlib.plots.gallery import ENTRIES, gallery, t, table
from lrlib.schedules import KINDS


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_each_formula_is_the_schedule(entry):
    numbers = {letter: sp.Rational(str(number)) for letter, number in entry.numbers.items()}
    pieces = [(piece.subs(numbers), entry.formula(piece).subs(numbers)) for piece in entry.pieces]
    schedule, seen = entry.drawn(), set()
    for step in range(101):
        held = [i for i, (piece, _) in enumerate(pieces) if piece.subs(t, step) == sp.true]
        if not held:
            continue  # past the end
        assert len(held) == 1, "a step belongs to one piece"
        seen.update(held)
        assert float(pieces[held[0]][1].subs(t, step)) == pytest.approx(schedule(step), abs=1e-12)
    assert seen == set(range(len(pieces)))


def test_a_wrong_formula_would_be_noticed():
    """Of CLR, the way down is not the way up."""
    clr = next(entry for entry in ENTRIES if entry.name == "CLR")
    up, down = map(clr.formula, clr.pieces)
    numbers = {letter: sp.Rational(str(number)) for letter, number in clr.numbers.items()}
    assert float(up.subs(numbers).subs(t, 30)) != pytest.approx(clr.drawn()(30))
    assert float(down.subs(numbers).subs(t, 30)) == pytest.approx(clr.drawn()(30))


def test_the_sheet_names_calls_that_exist():
    told = table()
    for entry in ENTRIES:
        assert f"`{entry.call()}`" in told and type(entry.schedule).__name__ in KINDS
    assert "Min" not in told and "begin{cases}" not in told
    assert all(entry.name in gallery().alt for entry in ENTRIES)
