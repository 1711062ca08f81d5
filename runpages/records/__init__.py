"""Keep what runs left, and know which must be made again."""
