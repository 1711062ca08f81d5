"""Render a page: its embeds become code, outputs, figures, numbers."""
