"""What an index is made by: a saved one of another recipe is derived anew."""

from index import chunking, terms

RECIPE = f"{chunking.REVISION}+{terms.REVISION}"
