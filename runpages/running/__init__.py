"""Run snippets: one process per run, nothing left of it."""
