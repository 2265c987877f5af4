"""The names that every docstring's example may use without importing them."""

import pytest

import lrlib


@pytest.fixture(autouse=True)
def names_in_examples(doctest_namespace):
    doctest_namespace.update({name: getattr(lrlib, name) for name in lrlib.__all__})
