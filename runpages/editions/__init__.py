"""Write the forms in which a page is taken along; `all_editions` lists them."""
