"""One module a table: how the shipped tables follow from the gathered facts and from written assumptions."""
