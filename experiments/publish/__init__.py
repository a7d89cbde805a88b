"""What is published with the project: documents, reference run, gallery."""
