"""A page in the browser on which the Mesa model runs year by year: a map to click, and the ensemble behind the run."""
