"""People of one article: mentions of one person under one name.

News gives the full name first and a part of it later: a surname, a first name, a kunya. The modules, in the order in
which a name passes through them:

``names``
    a mention's text becomes a name: titles off, compounds (عبد الله, أبو بكر, بن سلمان) in one piece.
``spelling``
    whether two Arabic spellings may stand for one foreign name (غوتيريش, جوتيريس).
``context``
    what the words beside a mention say: title, sex, relative of another, second name.
``first_names``, ``short_names``
    what is known beforehand: first names in common use, kunyas and nicknames of public figures.
``linking``
    all of it together: :func:`link_people`.
"""

from geotag.ner.people.linking import PersonMention, link_people

__all__ = ["PersonMention", "link_people"]
