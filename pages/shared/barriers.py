"""What keeps somebody without eyes or mouse from using Streamlit's own page? Its faults, each mended in the browser as it is drawn."""

from __future__ import annotations

# Each line: elements of Streamlit 1.67, found by selector, and what they lack. tests/browser/test_accessibility.py finds a fault anew
# as soon as Streamlit names its parts otherwise.
SCRIPT = """
(() => {
  const set = (node, values) => { for (const [name, value] of Object.entries(values)) if (node.getAttribute(name) !== value) node.setAttribute(name, value); };
  const mended = {
    // A list whose children are no items: read as named groups of links.
    '[data-testid="stSidebarNavItems"]': (list) => set(list, { role: "none" }),
    '[data-testid="stSidebarNavItems"] > div': (group) => set(group, { role: "group", "aria-label": group.querySelector("header")?.innerText ?? "" }),
    '[data-testid="stSidebarNavItems"] li': (item) => set(item, { role: "none" }),
  };
  const mend = (top) => {
    if (top.nodeType !== 1) return;
    for (const [selector, change] of Object.entries(mended)) {
      if (top.matches(selector)) change(top);
      top.querySelectorAll(selector).forEach(change);
    }
  };
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(mend))).observe(document, { subtree: true, childList: true });
})();
"""
