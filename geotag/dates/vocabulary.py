"""The words of dates: months, weekdays, eras and zones in Arabic, and in the English and French of the Arab press."""

from __future__ import annotations

from typing import Final

from geotag.arabic.orthography import fold_with_offsets

__all__ = ["FILLERS", "HIJRI_MONTHS", "LATER", "LOCAL_ZONES", "MONTHS", "WEEKDAYS", "ZONES", "folded"]


def folded(text: str) -> str:
    """A text as the tables below have it: folded spelling, European digits, small letters, no invisible marks."""
    return fold_with_offsets(text).text


def _numbers(*rows: str) -> dict[str, int]:
    return {folded(name.strip()): number for number, row in enumerate(rows, 1) for name in row.split("،")}


#: Egypt and the Gulf; the Levant and Iraq; Tunisia and Algeria; Morocco; Libya until 2011; French; English.
MONTHS: Final = _numbers(
    "يناير، كانون الثاني، كانون ثاني، كانون ثان، جانفي، أي النار، janvier، january، jan",
    "فبراير، شباط، فيفري، النوار، février، fév، february، feb",
    "مارس، آذار، مارت، mars، march، mar",
    "أبريل، نيسان، أفريل، الطير، avril، april، apr",
    "مايو، أيار، ماي، مايس، الماء، mai، may",
    "يونيو، يونيه، حزيران، جوان، juin، june، jun",
    "يوليو، يوليه، تموز، جويلية، يوليوز، juillet، july، jul",
    "أغسطس، آب، أوت، غشت، هانيبال، août، august، aug",
    "سبتمبر، أيلول، شتنبر، الفاتح، septembre، september، sept، sep",
    "أكتوبر، تشرين الأول، تشرين أول، التمور، octobre، october، oct",
    "نوفمبر، تشرين الثاني، تشرين ثاني، تشرين ثان، نونبر، الحرث، novembre، november، nov",
    "ديسمبر، كانون الأول، كانون أول، دجنبر، الكانون، décembre، december، dec",
)

HIJRI_MONTHS: Final = _numbers(
    "محرم، المحرم، محرم الحرام، muharram",
    "صفر، صفر الخير، safar",
    "ربيع الأول، ربيع أول، ربيع الأنور، rabi al-awwal، rabi i",
    "ربيع الثاني، ربيع الآخر، ربيع ثاني، rabi al-thani، rabi ii",
    "جمادى الأولى، جمادى الأول، جماد الأول، جماد أول، jumada al-awwal، jumada i",
    "جمادى الآخرة، جمادى الثانية، جمادى الثاني، جمادى الآخر، جماد الآخر، جماد الثاني، jumada al-thani، jumada ii",
    "رجب، رجب الفرد، رجب الأصب، rajab",
    "شعبان، شعبان المعظم، shaban، sha'ban",
    "رمضان، رمضان المبارك، رمضان المعظم، ramadan، ramadhan",
    "شوال، شوال المكرم، shawwal",
    "ذو القعدة، ذي القعدة، ذوالقعدة، ذو القعدة الحرام، dhu al-qadah، dhul qadah",
    "ذو الحجة، ذي الحجة، ذوالحجة، ذو الحجة الحرام، dhu al-hijjah، dhul hijjah",
)

#: As :meth:`datetime.date.isoweekday` counts: Monday is 1.
WEEKDAYS: Final = _numbers(
    "الاثنين، الإثنين، اثنين، lundi، monday، mon",
    "الثلاثاء، الثلثاء، ثلاثاء، mardi، tuesday، tue، tues",
    "الأربعاء، أربعاء، mercredi، wednesday، wed",
    "الخميس، خميس، jeudi، thursday، thu، thur، thurs",
    "الجمعة، جمعة، vendredi، friday، fri",
    "السبت، سبت، samedi، saturday، sat",
    "الأحد، أحد، dimanche، sunday، sun",
)

#: Minutes from UTC of zones with one meaning: those of RFC 5322, of Europe, and cities that have no summer time.
ZONES: Final = {
    **dict.fromkeys(("z", "utc", "gmt", "ut", "ت.غ", "تغ", "ت غ"), 0),
    **{
        folded(f"{by}{city}"): 0
        for by in ("بتوقيت ", "توقيت ", "")
        for city in ("غرينتش", "غرينيتش", "جرينتش", "جرينيتش")
    },
    **{folded(f"بتوقيت {city}"): 180 for city in ("مكة المكرمة", "مكة", "الرياض", "السعودية")},
    **dict(zip(("edt", "est", "cdt", "mdt", "pdt", "pst"), (-240, -300, -300, -360, -420, -480), strict=True)),
    **dict(zip(("wet", "west", "cet", "cest", "eet", "eest", "msk"), (0, 60, 60, 120, 120, 180, 180), strict=True)),
}

#: Zones with several meanings, or whose clocks change: the time that they give is local, without an offset.
LOCAL_ZONES: Final = frozenset(
    ("ast", "adt", "akst", "bst", "cst", "gst", "ist", "jst", "mst", "pkt", "sast", "sgt", "trt", "irst", "amt", "azt")
)

#: What may stand around a date and says nothing.
FILLERS: Final = frozenset(
    folded(word)
    for word in (
        *(
            "في",
            "من",
            "يوم",
            "الساعة",
            "على",
            "عند",
            "تمام",
            "الموافق",
            "الموافق ل",
            "الموافقة",
            "ل",
            "شهر",
            "سنة",
            "عام",
        ),
        *("لسنة", "لعام", "بتاريخ", "تاريخ", "النشر", "نشر", "نشرت", "صدر", "حرر", "المصادف"),
        *("at", "on", "of", "the", "le", "à", "du", "published", "posted", "date", "publié", "hrs", "h"),
    )
)

#: What announces another date than that of publication.
LATER: Final = ("تحديث", "تعديل", "محدث", "حدث في", "updat", "modif", "edited", "mis a jour", "mise a jour")
