"""The web page of Trích: plain HTML, CSS and JavaScript modules, without a build step and without anything from outside."""

from pathlib import Path

WEB: Path = Path(__file__).resolve().parent
