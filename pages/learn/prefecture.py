"""What is expected of the prefecture, and what has it to offer? Roles, skills, layer ②, menus and programmes."""

from __future__ import annotations

from analytics.sentences import advice as sentences
from pages.learn.prefecture_figures import advised, factors, models, offers, reading
from pages.shared.screen import screen

with screen("県の取組点検", "prefecture") as view:
    means, lines = factors(view), advised(view)
    menus, programmes = offers(view)
    view.lead(sentences.prefecture(means, int(lines["kind"].isin(["model", "case"]).sum()), menus.rows, programmes.rows))
    models(view, means, lines)
    if menus.rows.empty and programmes.rows.empty:
        reading(view)
        view.empty("support_menu", "programs")
    menus.show()
    programmes.show()
    reading(view)
    view.unconfirmed()
