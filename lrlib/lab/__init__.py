"""The experiments of the book: the same small problem in every framework."""
