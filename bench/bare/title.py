"""What does a Streamlit app cost that shows one title?"""

import streamlit as st

st.title("題名")
