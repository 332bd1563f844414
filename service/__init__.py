"""Questions answered with citations, over HTTP, on a page and on the command line."""
