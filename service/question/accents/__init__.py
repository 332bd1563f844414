"""Restoring the accents of a question that was typed without them: a syllable model, and the words of the documents."""

from service.question.accents.model import SyllableModel, load_model
from service.question.accents.restoring import Restorer

__all__ = ["Restorer", "SyllableModel", "load_model"]
