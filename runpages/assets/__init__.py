"""Make what a browser is given beside the pages: style sheet, scripts."""
