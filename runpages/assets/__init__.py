"""Make what a browser is given beside the pages: style sheet, search, cards, font."""
