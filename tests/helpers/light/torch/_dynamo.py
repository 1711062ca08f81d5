"""What an optimizer would import."""
