"""Which vectors of parameters agree with what is known of European purchases: screening and history matching."""
