"""One page that holds ensembles over a few controls and answers while they are moved: ``edtu explore``."""
