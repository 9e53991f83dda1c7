"""Losses of the retriever, one idea a file; each makes a scalar of the Matches of a batch."""
