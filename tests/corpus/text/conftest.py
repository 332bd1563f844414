"""Property tests of text: no deadline, for a machine that is busy must not fail them."""

from hypothesis import settings

settings.register_profile("text", deadline=None)
settings.load_profile("text")
