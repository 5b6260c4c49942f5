"""How fast is the product beside its bare counterpart? `python -m bench` measures both in one run."""
