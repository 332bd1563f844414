"""The examples in docstrings say what the code does."""

import doctest
import importlib
import pkgutil

import pytest

import corpus
import eval as evaluation
import index
import service

MODULES = sorted(
    found.name
    for package in (corpus, evaluation, index, service)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not found.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    tried = sum(bool(one.examples) for name in MODULES for one in finder.find(importlib.import_module(name)))
    assert tried > 100
