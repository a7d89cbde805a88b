"""What every test may use."""

import pytest

pytest.register_assert_rewrite("support.stepping", "support.small_sweep")
pytest_plugins = ["support.no_skips", "support.fake_engine", "support.fake_results", "support.small_sweep"]
