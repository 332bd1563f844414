"""What is text of an article and what only stands around it, line by line.

lines.py      paragraphs as ranges of the text that was read, and the way back to it
kinds.py      what one line is by itself: prose, headline, list item, table row, date, caption, furniture
furniture.py  labels, buttons, comment forms, imprints (``furniture.toml`` lists the phrases; users may add to it)
captions.py   captions of photos
repeats.py    leads that a page says twice
body.py       the lines of one article that are its text

When in doubt a line stays: a caption too many does little harm, a fact too few does.
"""
