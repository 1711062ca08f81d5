"""As if nobody had installed it: no run draws."""

raise ImportError(__doc__)
