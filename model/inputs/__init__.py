"""What the model is told: data tables, facts, parameters, schedules."""
