"""Read and check what authors write: snippets and pages."""
