"""How well a number is known: intervals of means and differences, and what of them is luck and what inputs."""
