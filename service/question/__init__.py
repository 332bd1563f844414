"""Understanding a question: what it asks for, about whom, and when."""
