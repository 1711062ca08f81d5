"""Run snippets and show what they did.

Data flows one way, and so do the imports:

    snippet -> (worker -> guard -> child) -> record -> render -> plugin

A snippet is a plain script. The runner asks a worker to run it; the worker forks a
guard, which supervises a child; the child runs the cells. What they printed and drew
is kept as a record. Rendering puts records into pages; the plugin gives those to
MkDocs.
"""
