"""Losses of the retriever, one idea a file; each takes the Matches of a batch, gives a scalar."""
