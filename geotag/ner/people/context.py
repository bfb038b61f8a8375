"""What the words beside a mention say of the person: title, sex, whether a relative of another, a second name.

Only what stands close and is unmistakable is read: a title within a few words before the name, a verb right before it,
a relative with a possessive (زوجته بريجيت; in زوجة ماكرون the person named is not the wife), a second name in quotes or
brackets or after words such as المعروف بـ.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from geotag.arabic.orthography import DIACRITICS, INVISIBLE, fold, model_form
from geotag.arabic.signs import BRACKETS, CLAUSE_ENDS, CLOSING, COMMAS, DASHES, OPENING
from geotag.arabic.words import forms, ordered
from geotag.ner.people.names import PersonalName

__all__ = ["NO_CONTEXT", "MentionContext", "PersonContext", "mention_context", "names_the_same"]

Sex = Literal["f", "m"]

_WINDOW: Final = 70
_WORDS_BEFORE: Final = 5
_WORD: Final = re.compile(r"[^\W_]+")


def _any_of(signs: Collection[str]) -> str:
    """A pattern for one of the signs."""
    return f"[{re.escape(''.join(sorted(signs)))}]"


_CLAUSE_END: Final = re.compile(rf"{_any_of(CLAUSE_ENDS)}|\n")

#: Titles and posts, folded, without ال and without the feminine ending.
_ROLES: Final = forms("people.roles")
#: Titles of those who go by their first names.
_FIRST_NAME_ROLES: Final = forms("people.first_name_roles")
_PRINCES: Final = forms("people.princes")
_SAID: Final = forms("people.said")
_PROCLITICS: Final = re.compile(r"^(?:[وف]?[بل]?)(?=..)")
#: A relative and a possessive: the person named is somebody's relative. ة is kept apart from ه here.
_RELATIVE: Final = re.compile(rf"^[وف]?[بلك]?(?:{'|'.join(ordered('people.relatives'))})(?:ه|ها|هما|هم)$")
_SIBLINGS: Final = forms("people.siblings")
_FAMILIES: Final = forms("people.families")
#: Another name of a list follows.
_JOINED: Final = re.compile(rf"\s*{_any_of(COMMAS)}?\s*و\w")
#: After the names of prophets and their companions.
_REVERED: Final = re.compile(rf"^\W*(?:{'|'.join(ordered('people.revered'))})")
_REVERED_BEFORE: Final = forms("people.revered_before")

_OPENED: Final = re.compile(rf"^\s*{_any_of(COMMAS)}?\s*(?:ـ\s*)?{_any_of(OPENING)}+\s*$")
_BRACKET: Final = re.compile(rf"^\s*{_any_of(BRACKETS & OPENING)}\s*$")
#: Words that give a second name, right behind the first.
_CALLED: Final = re.compile(
    rf"^(?:\s|{_any_of(COMMAS | CLOSING | DASHES)})*و?(?:{'|'.join(ordered('people.called'))})"
    r"(?:\s+[^\W\d_]+){0,4}\s*(?:ب|ب\s*ـ+)?\s*(?:باسم|اسم)?\s*"
    rf"{_any_of(OPENING)}*\s*$"
)


@dataclass(frozen=True, slots=True)
class MentionContext:
    """What stands beside a mention.

    Attributes
    ----------
    role
        Title or post before the name, folded, without ال and feminine ending; "" if there is none.
    sex
        What a title or the verb before the name tells, or None.
    is_relative
        Whether the person is introduced as a relative of another.
    is_group
        Whether the name is that of a family or of several (عائلة الأسد, الشهيدين خلف).
    is_revered
        Whether it is the name of a prophet, saint or companion.
    """

    role: str = ""
    sex: Sex | None = None
    is_relative: bool = False
    is_group: bool = False
    is_revered: bool = False


#: Beside a mention whose place in the article is not known.
NO_CONTEXT: Final = MentionContext()


@dataclass(slots=True)
class PersonContext:
    """What stands beside all the mentions of one name, or of one person.

    Attributes
    ----------
    roles, sexes
        All that were found.
    is_relative, is_revered
        Whether any mention is so introduced.
    """

    roles: set[str] = field(default_factory=set)
    sexes: set[Sex] = field(default_factory=set)
    is_relative: bool = False
    is_revered: bool = False

    def add(self, mentions: Iterable[MentionContext]) -> PersonContext:
        """Take in what stands beside more mentions."""
        for context in mentions:
            if context.role:
                self.roles.add(context.role)
            if context.sex:
                self.sexes.add(context.sex)
            self.is_relative |= context.is_relative
            self.is_revered |= context.is_revered
        return self

    def is_other_sex(self, other: PersonContext) -> bool:
        """Whether both are known to be of one sex, and not of the same."""
        return len(self.sexes) == len(other.sexes) == 1 and self.sexes != other.sexes

    def is_other_rank(self, other: PersonContext) -> bool:
        """Whether these go by the first name of a prince, king or pope, and the other is known as something else."""
        ranks = self.roles & _FIRST_NAME_ROLES
        return bool(ranks and other.roles) and other.roles.isdisjoint(_PRINCES | ranks)


def mention_context(text: str, start: int, end: int) -> MentionContext:
    """Read what `text` says beside the mention from `start` to `end`."""
    before = _CLAUSE_END.split(text[max(0, start - _WINDOW) : start])[-1]
    words = _WORD.findall(before)[-_WORDS_BEFORE:]
    if start > _WINDOW and len(words) < _WORDS_BEFORE and len(before) == _WINDOW:
        words = words[1:]  # the first one is cut
    # A proclitic of the name itself is no word.
    if words and before and not before[-1].isspace() and before[-1].isalpha() and len(words[-1]) <= len("ول"):
        words = words[:-1]
    folded = [fold(word) for word in words]
    role, sex = _role(folded)
    last = folded[-1] if folded else ""
    return MentionContext(
        role=role,
        sex=sex or _sex_of_verb(words[-1] if words else ""),
        is_relative=_is_relative(words),
        is_group=_PROCLITICS.sub("", last) in _FAMILIES or (_is_dual(last) and not _JOINED.match(text[end : end + 30])),
        is_revered=bool(_REVERED.match(fold(text[end : end + 30]))) or last in _REVERED_BEFORE,
    )


def names_the_same(text: str, first: PersonalName, first_end: int, second: PersonalName, span: tuple[int, int]) -> bool:
    """Whether the second of two neighbouring mentions is another name of the first person.

    Parameters
    ----------
    text
        The article.
    first, first_end
        The first name and where it ends.
    second, span
        The second name, where it starts and ends.
    """
    start, end = span
    between = text[first_end:start]
    closed = text[end : end + 2].strip()[:1] in CLOSING if end < len(text) else False
    opened = bool(_OPENED.match(between))
    if not first.units or not second.units:
        return False
    if opened and closed:
        if second.is_latin and not first.is_latin:
            return bool(_BRACKET.match(between))
        if second.is_kunya or first.is_kunya:
            return True
        return len(second.units) == 1 and len(first.units) > 1
    if not between.strip():
        return "\n" not in between and first.is_kunya != second.is_kunya and len(first.units) != len(second.units)
    if len(between) <= _WINDOW and _CALLED.match(_without_marks(between)):
        return closed or between.rstrip()[-1:] not in OPENING
    return False


def _without_marks(text: str) -> str:
    """Fold the letters of a text but keep its quotes and brackets."""
    kept = (character for character in text if character not in DIACRITICS and character not in INVISIBLE)
    return "".join(fold(character) if character.isalpha() else character for character in kept)


def _role(words: list[str]) -> tuple[str, Sex | None]:
    """The nearest title before the name, and the sex that it tells."""
    for word in reversed(words):
        core = _PROCLITICS.sub("", word)
        for form in (word, core, word.removeprefix("و")):
            form = form.removeprefix("لل").removeprefix("ال")
            if form in _ROLES:
                return form, "m"
            if form.endswith("ه") and form[:-1] in _ROLES:
                return form[:-1], "f"
    return "", None


def _is_dual(word: str) -> bool:
    """Whether a word is a title of two or more (الشهيدين, الأخوان)."""
    core = word.removeprefix("لل").removeprefix("ال")
    return core.endswith(("ين", "ان", "ون")) and (core[:-2] in _ROLES or core[:-2] in _SIBLINGS)


def _sex_of_verb(word: str) -> Sex | None:
    verb = fold(word)
    for form in (verb, verb[1:] if verb[:1] in {"و", "ف"} else verb):
        if form in _SAID:
            return "m"
        if form.endswith("ت") and (form[:-1] in _SAID or form[:-1] + "ي" in _SAID):
            return "f"
    return None


def _is_relative(words: Sequence[str]) -> bool:
    """Whether the last word, titles and adjectives apart, is a relative with a possessive."""
    for word in reversed(words[-3:]):
        if _RELATIVE.match(model_form(word)):
            return True
        folded = fold(word)
        if not (folded.startswith("ال") or folded in _ROLES):
            return False
    return False
