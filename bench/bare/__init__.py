"""What is the least that the platform itself costs? Apps that do nothing else; the only part of the bench that knows Streamlit."""
