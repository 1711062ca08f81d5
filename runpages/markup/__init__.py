"""Make HTML of documents: Python-Markdown extensions; and plain Markdown of prose."""
