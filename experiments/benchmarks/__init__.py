"""What `experiments.benchmarks.main` measures, by subject, and how: each measure fills lines of a table, with goals."""
