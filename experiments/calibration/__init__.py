"""What real orders say about choices: the trade register, the estimator, the estimates and what they cannot tell."""
