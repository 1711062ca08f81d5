"""Run snippets and make pages of what they did.

errors config settings devices files text template_cache   what all others use
authored/    read and check what authors write: snippets, pages, front matter
child/       a run, in its own process: its streams, figures, inputs, values
running/     one process per run, nothing left of it: pools, fork server, watchdog
records/     what runs left, and which of it is stale and must be made again
rendering/   a page as a document: its embeds become code, outputs, figures, numbers
markup/      a document as HTML: formulas, tables that scroll, code, tooltips
editions/    the forms in which a page is taken along, and `all_editions` lists them
assets/      what a browser is given beside pages: style sheet, search, cards, font
site/        all that knows MkDocs: the plugin, a build, its errors, theme, feed
__main__     the command line: run, check, record, diff, render, export, pdf

A folder imports only from those above it; pyproject.toml has that as a contract.
"""
