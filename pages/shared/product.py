"""What does this process serve? The settings, the To-Be model and the one open database."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from analytics.config import Config, load_config
from analytics.errors import Unusable
from analytics.model import Model, model_of
from analytics.sample import load_sample
from analytics.store import Store, open_store


@dataclass(frozen=True)
class Product:
    config: Config
    model: Model
    store: Store


def product_or_reason() -> Product:
    """The product, or the page that says what keeps it from opening (settings, a damaged database) and how to mend it."""
    try:
        return product()
    except Unusable as error:
        st.set_page_config(page_title="ご近所DXカルテ", page_icon="🗾")
        st.title("アプリを始められません", anchor=False)
        st.error("".join(f"\\{sign}" if sign in "*_`[]~$:<>#" else sign for sign in str(error)), icon=":material/error:")
        st.stop()


@st.cache_resource(show_spinner=False)
def product() -> Product:
    """Opened once per process. A database that did not exist starts with the sample data."""
    config = load_config()
    model = model_of(config)
    is_new = not config.storage.path.exists()
    store = open_store(config, model)
    if is_new:
        load_sample(store, config, model)
    return Product(config, model, store)
