"""What the model reports each year, and the books that it keeps."""
