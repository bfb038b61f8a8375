"""Who is who: the mentions of each person of an article under the fullest name.

Names are taken from the longest to the shortest. A name joins the one person who has a longer name that it shortens in
a way in which news shortens names; where two people have such a name, what stands beside the mentions decides, and if
it does not, the name stays apart: two people in one are worse than one person in two.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Final

from geotag.arabic.words import ordered
from geotag.model import Person
from geotag.ner.people.comparison import (
    is_first_name_in_other_spelling,
    is_first_name_of,
    is_middle_name_of,
    is_spelled_alike,
    is_surname_in_other_spelling,
    is_surname_of,
    shortens,
    shortens_in_other_spelling,
)
from geotag.ner.people.context import NO_CONTEXT, MentionContext, PersonContext, mention_context, names_the_same
from geotag.ner.people.first_names import FIRST_NAMES
from geotag.ner.people.name_spelling import consonant_skeleton, latin_skeleton
from geotag.ner.people.names import PersonalName, Unit, parse_name
from geotag.ner.people.short_names import SHORT_NAMES

__all__ = ["PersonMention", "link_people"]

#: First names that are put before another first name and dropped later (محمد حسني مبارك).
_DROPPED_FIRST: Final = ordered("people.dropped_first")
#: Names that are looked through for a spelling variant, at most: only a contrived article has more that sound alike.
_MOST_ALIKE: Final = 10
#: A name of fewer consonants than this may be met by another one in Latin letters.
_FEWEST_LATIN: Final = 4

Comparison = Callable[[PersonalName, PersonalName], bool]


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A mention of a person.

    Attributes
    ----------
    index
        Its index among the article's mentions.
    text
        The name as written.
    start
        Its offset in the article, if what stands beside it shall be read.
    name
        The name, with the article that لل hides (للجبالي: الجبالي); as written if empty.
    """

    index: int
    text: str
    start: int | None = None
    name: str = ""


@dataclass(slots=True)
class _Form:
    """One name as the article has it, with all its mentions (positions in the list of mentions)."""

    name: PersonalName
    is_group: bool = False
    positions: list[int] = field(default_factory=list)
    displays: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Someone:
    """A person in the making.

    Attributes
    ----------
    forms
        The names, the longest first.
    nicknames
        Positions of the mentions that are said to be another name.
    introduced
        Position of the first full name, one of several units; None if there is none yet.
    context
        What stands beside the full names.
    """

    forms: list[_Form] = field(default_factory=list)
    nicknames: list[int] = field(default_factory=list)
    introduced: int | None = None
    context: PersonContext = field(default_factory=PersonContext)

    @property
    def surname(self) -> str:
        return self.forms[0].name.units[-1].bare

    def positions(self) -> list[int]:
        return [position for form in self.forms for position in form.positions] + self.nicknames


def link_people(mentions: Sequence[PersonMention], text: str = "") -> tuple[Person, ...]:
    """Gather the mentions of each person, in the order in which the people first appear.

    Parameters
    ----------
    mentions
        The article's mentions of people, in text order.
    text
        The article, into which :attr:`PersonMention.start` points. Without it, names are all there is to go by.

    Examples
    --------
    >>> names = ["إيمانويل ماكرون", "فلاديمير بوتين", "ماكرون"]
    >>> [(p.name, p.mentions) for p in link_people([PersonMention(i, n) for i, n in enumerate(names)])]
    [('إيمانويل ماكرون', (0, 2)), ('فلاديمير بوتين', (1,))]
    """
    return _Linker(mentions, text).people()


class _Linker:
    def __init__(self, mentions: Sequence[PersonMention], text: str) -> None:
        self._mentions = mentions
        self._names = [parse_name(mention.name or mention.text) for mention in mentions]
        self._contexts: list[MentionContext] = [
            mention_context(text, m.start, m.start + len(m.text)) if text and m.start is not None else NO_CONTEXT
            for m in mentions
        ]
        self._second_names = self._find_second_names(text)
        self._everyone: list[_Someone] = []
        # For each unit, and for the sound of each unit, the people with names that have it.
        self._having: defaultdict[str, dict[int, list[_Form]]] = defaultdict(dict)
        self._nicknamed: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
        self._owner: dict[int, int] = {}
        # Who was new with a name.
        self._apart: dict[tuple[str, ...], int] = {}

    def people(self) -> tuple[Person, ...]:
        forms = self._forms()
        called = {self._names[position].key for position in self._second_names}
        for form in sorted(forms, key=lambda form: self._rank(form, called)):
            if form.name.key in called:
                self._settle_second_names()
            self._place(form)
        self._settle_second_names()
        people = sorted((self._mention_indices(someone), self._name(someone)) for someone in self._everyone)
        return tuple(Person(f"p{number}", name, indices) for number, (indices, name) in enumerate(people, 1))

    @staticmethod
    def _rank(form: _Form, called: set[tuple[str, ...]]) -> tuple[bool, bool, int, bool, bool, int]:
        """Order of placing: Arabic names first, the longest first; second names after those who may bear them."""
        name = form.name
        return (
            name.is_latin,
            name.key in called,
            -len(name.units),
            form.is_group,
            name.key in SHORT_NAMES,
            form.positions[0],
        )

    # Names and second names

    def _forms(self) -> list[_Form]:
        forms: dict[tuple[str, ...], _Form] = {}
        for position, name in enumerate(self._names):
            if position in self._second_names:
                continue
            # A family is nobody in particular: its mentions go with a person only if no other has the name.
            is_group = len(name.units) == 1 and self._contexts[position].is_group
            key = name.key or (self._mentions[position].text,)
            form = forms.setdefault((*key, "of several") if is_group else key, _Form(name, is_group))
            form.positions.append(position)
            form.displays[name.display] += 1
        return list(forms.values())

    def _find_second_names(self, text: str) -> dict[int, int]:
        """Positions of mentions that are said to be another name of the mention before, with that one's position."""
        if not text:
            return {}
        spans = [(m.start if m.start is not None else -1, (m.start or 0) + len(m.text)) for m in self._mentions]
        full_ends = Counter(name.units[-1].bare for name in set(self._names) if len(name.units) > 1)
        found: dict[int, int] = {}
        order = sorted(range(len(spans)), key=lambda position: spans[position])
        for first, second in pairwise(order):
            if spans[first][0] < 0 or first in found:
                continue
            name = self._names[second]
            if len(name.units) == 1 and not name.is_kunya and full_ends[name.units[0].bare]:
                continue  # the surname of somebody
            if names_the_same(text, self._names[first], spans[first][1], name, spans[second]):
                found[second] = first
        return found

    def _settle_second_names(self) -> None:
        """Give second names to the people whose first names are placed by now."""
        for second, first in list(self._second_names.items()):
            if first in self._owner and second not in self._owner:
                owner = self._owner[first]
                self._everyone[owner].nicknames.append(second)
                self._owner[second] = owner
                self._nicknamed[self._names[second].key].add(owner)

    # Placing a name with a person

    def _place(self, form: _Form) -> None:
        owner = self._find(form)
        if owner is None and form.is_group:
            owner = self._apart.get(form.name.key)
        if owner is None:
            owner = len(self._everyone)
            self._everyone.append(_Someone())
            self._apart.setdefault(form.name.key, owner)
        someone = self._everyone[owner]
        someone.forms.append(form)
        if len(form.name.units) > 1:
            first = form.positions[0]
            someone.introduced = first if someone.introduced is None else min(first, someone.introduced)
            someone.context.add(self._contexts[position] for position in form.positions)
        for position in form.positions:
            self._owner[position] = owner
        for unit in form.name.units:
            for key in {unit.bare, _sound(unit)}:
                self._having[key].setdefault(owner, []).append(form)
        for key in _latin_keys(form.name):
            self._having[key].setdefault(owner, []).append(form)
        if len(form.name.units) == 1 and form.name.units[0].kind == "patronymic":
            self._having[form.name.units[0].key.removeprefix("بن")].setdefault(owner, []).append(form)

    def _find(self, form: _Form) -> int | None:
        """The person whom `form` names, None if it is nobody's yet or may be that of several."""
        name = form.name
        if not name.units:
            return None
        if owners := self._nicknamed.get(name.key):
            return next(iter(owners)) if len(owners) == 1 else None
        for comparison, allowed in self._comparisons(form):
            owners = {
                owner
                for owner, theirs in self._sounding_like(name)
                if any(comparison(name, other.name) and allowed(owner, other) for other in theirs)
            }
            if owners:
                return self._choose(form, owners)
        if name.is_latin:
            owners = {owner for key in _latin_keys(name)[:1] for owner in self._having.get(key, {})}
            return self._choose(form, owners) if owners else None
        return self._known_short_name(name)

    def _comparisons(self, form: _Form) -> Iterable[tuple[Comparison, Callable[[int, _Form], bool]]]:
        """Ways in which news shortens and spells names, the likeliest first, and who is excepted."""

        def anyone(_owner: int, _other: _Form) -> bool:
            return True

        def no_father(_owner: int, other: _Form) -> bool:
            return not self._may_be_father(form, other)

        if len(form.name.units) > 1:
            yield is_spelled_alike, anyone
            yield shortens, no_father
            yield shortens_in_other_spelling, no_father
        else:
            yield is_surname_of, anyone
            mine = self._context_of(form)

            def by_first_name(owner: int, _other: _Form) -> bool:
                return self._may_go_by_first_name(mine, owner)

            yield is_first_name_of, by_first_name
            yield is_surname_in_other_spelling, anyone
            yield is_first_name_in_other_spelling, by_first_name
            yield is_middle_name_of, anyone

    def _sounding_like(self, name: PersonalName) -> list[tuple[int, list[_Form]]]:
        """People who share a unit, or its sound, with `name`: by the rarest that serves."""
        exact = min((self._having.get(unit.bare, {}) for unit in name.units), key=len)
        sounding = min((self._having.get(_sound(unit), {}) for unit in name.units), key=len)
        found: dict[int, list[_Form]] = {}
        sounding_like = ((owner, forms[:2]) for owner, forms in islice(sounding.items(), _MOST_ALIKE))
        for owner, forms in (*exact.items(), *sounding_like):
            found.setdefault(owner, []).extend(forms)
        if len(name.units) > 1:  # a slip of the pen spoils the rarest unit: look by the others as well
            for unit in name.units:
                having = self._having.get(unit.bare, {})
                if len(having) <= _MOST_ALIKE:
                    for owner, forms in having.items():
                        found.setdefault(owner, []).extend(forms)
        return sorted(found.items(), key=lambda item: item[0])

    def _may_go_by_first_name(self, mine: PersonContext, owner: int) -> bool:
        """Whether a first name alone can be that of a person, by what stands beside the two."""
        someone = self._everyone[owner]
        if mine.is_revered or mine.is_other_rank(someone.context) or mine.is_other_sex(someone.context):
            return False
        # A relative who is not otherwise named is somebody new (وشقيقه إبراهيم).
        return not mine.is_relative or someone.context.is_relative or self._has_namesake(someone)

    def _has_namesake(self, someone: _Someone) -> bool:
        """Whether another person of the article has the same surname."""
        return any(
            other is not someone and other.introduced is not None and other.surname == someone.surname
            for other in (self._everyone[owner] for owner in self._having[someone.surname])
        )

    def _may_be_father(self, form: _Form, longer: _Form) -> bool:
        """Whether a name that ends a longer one may be that of the father (علي صالح, أحمد علي صالح)."""
        short, full = form.name, longer.name
        if short.units[0].key == full.units[0].key or short.units[0].key not in FIRST_NAMES:
            return False
        if any(unit.kind == "patronymic" for unit in full.units[: -len(short.units)]):
            return True
        if full.units[0].key in _DROPPED_FIRST and len(full.units) == len(short.units) + 1:
            return False
        positions = (*form.positions, *longer.positions)
        return len(short.units) > 2 or any(self._contexts[position].is_relative for position in positions)

    def _known_short_name(self, name: PersonalName) -> int | None:
        """The person of the article whom news is known to mean by a short name."""
        owners = {
            owner
            for key in SHORT_NAMES.get(name.key, ())
            for owner, forms in self._having.get(key[-1], {}).items()
            if any(form.name.key == key for form in forms)
        }
        return next(iter(owners)) if len(owners) == 1 else None

    # Choosing among several

    def _choose(self, form: _Form, owners: set[int]) -> int | None:
        """The one whom `form` means by what stands beside the names; None if that does not tell."""
        if len(owners) == 1:
            return next(iter(owners))
        if form.is_group:
            return None
        mine = self._context_of(form)
        people = {owner: self._everyone[owner] for owner in owners}
        left = [owner for owner in owners if not mine.is_other_sex(people[owner].context)] or list(owners)
        left = [owner for owner in left if not people[owner].context.is_relative] or left
        left = [owner for owner in left if not mine.roles.isdisjoint(people[owner].context.roles)] or left
        return left[0] if len(left) == 1 else self._by_order(form, left)

    def _by_order(self, form: _Form, owners: Sequence[int]) -> int | None:
        """The one who had been introduced by full name when the short name came up; None if several had been.

        If nobody had been, a single name is a headline's, and the first full name after it explains it.
        """
        first = form.positions[0]
        since = {owner: self._everyone[owner].introduced for owner in owners}
        known = sorted((position, owner) for owner, position in since.items() if position is not None)
        before = [owner for position, owner in known if position < first]
        if before:
            return before[0] if len(before) == 1 else None
        return known[0][1] if known and len(form.name.units) == 1 else None

    def _context_of(self, form: _Form) -> PersonContext:
        return PersonContext().add(self._contexts[position] for position in form.positions)

    # Result

    def _mention_indices(self, someone: _Someone) -> tuple[int, ...]:
        return tuple(sorted(self._mentions[position].index for position in someone.positions()))

    def _name(self, someone: _Someone) -> str:
        """The fullest name, among equals the most frequent, then the first."""
        displays: Counter[str] = Counter()
        for form in someone.forms:
            displays.update(form.displays)
        displays.update(self._names[position].display for position in someone.nicknames)
        return max(displays, key=lambda display: (_fullness(parse_name(display)), displays[display]))


def _latin_keys(name: PersonalName) -> list[str]:
    """Keys under which a name in Latin letters meets the same one in Arabic: of the whole, then of the surname."""
    wholes = [" ".join(unit.key for unit in name.units), name.units[-1].key] if name.units else []
    sounds = [latin_skeleton(whole) for whole in wholes]
    return ["@" + sound for sound in sounds if len(sound) >= _FEWEST_LATIN]


def _sound(unit: Unit) -> str:
    return "#" + consonant_skeleton(unit.bare)


def _fullness(name: PersonalName) -> tuple[bool, int, bool]:
    """Arabic before Latin, then by units that are no kunya, then with ال rather than without."""
    return (
        not name.is_latin,
        2 * len(name.units) - sum(unit.kind == "kunya" for unit in name.units),
        bool(name.units) and name.units[-1].key.startswith("ال"),
    )
