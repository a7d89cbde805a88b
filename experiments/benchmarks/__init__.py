"""What `experiments.bench` measures, by subject; each function gives rows with name, value, goal, unit and how."""
