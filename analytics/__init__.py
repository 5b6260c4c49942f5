"""Everything that is true without a screen: reading, storing, computing, exporting. Never imports streamlit."""

VERSION = "0.1.0"
