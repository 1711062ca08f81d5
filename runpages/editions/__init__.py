"""Write the editions: the forms in which a page is taken along."""
