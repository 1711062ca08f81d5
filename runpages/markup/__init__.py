"""Change what Markdown makes: formulas, tables, code, tooltips."""
