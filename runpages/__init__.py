"""Run snippets and make pages of what they did.

errors config settings devices files text   what all others use
authored/    read and check what authors write: snippets, pages
child/       a run, in its own process: its streams, figures, inputs, values
running/     one process per run, nothing left of it: pool, fork server, watchdog
records/     what runs left, and which of it is stale and must be made again
rendering/   a page with its embeds filled in: code, outputs, figures, numbers
markup/      what Markdown makes, changed: formulas, tables, code, tooltips
editions/    the forms in which a page is taken along: Markdown, notebook, script, PDF
assets/      what a browser is given beside pages, made at build time: styles, scripts
site/        all that knows MkDocs: the plugin, build errors, feed, cards
__main__     the command line: run, check, record, render, export

A folder imports only from those above it; pyproject.toml has that as a contract.
"""
