"""The rules: pure functions of arrays, one file a noun. None of them mentions runs; the run axis is last."""
