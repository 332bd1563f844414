"""The HTTP API, version 1. Contracts change only by addition."""

VERSION = "1"
