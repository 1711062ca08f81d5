"""Build the site: all that knows MkDocs."""
