"""Catalogues are compiled as msgfmt would, and what is missing in them is named."""

import gettext
import io

import pytest

from supervisor.messages import calls, defects, used
from supervisor.terminal import Failure
from supervisor.translations import Message, compiled, parse

CATALOGUE = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#: a.py:1
msgid "camera"
msgstr "kamera"

#  a long one, in pieces, with a quote and a line end
msgid ""
"The \"window\" "
"is over.\n"
msgstr "“Jendela” "
"sudah lewat.\n"

msgctxt "of a person"
msgid "name"
msgstr "nama orang"

msgid "one file"
msgid_plural "%(n)d files"
msgstr[0] "satu berkas"
msgstr[1] "%(n)d berkas"

#, fuzzy
msgid "guess"
msgstr "tebakan"

msgid "later"
msgstr ""

#~ msgid "gone"
#~ msgstr "hilang"
"""


@pytest.fixture
def translations() -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(compiled(list(parse(CATALOGUE, name="django.po")))))


@pytest.mark.parametrize(
    ("msgid", "translation"),
    [("camera", "kamera"), ('The "window" is over.\n', "“Jendela” sudah lewat.\n")],
)
def test_a_compiled_catalogue_translates(translations, msgid, translation):
    assert translations.gettext(msgid) == translation


def test_contexts_and_plurals_are_kept(translations):
    assert translations.pgettext("of a person", "name") == "nama orang"
    assert translations.gettext("name") == "name"
    assert translations.ngettext("one file", "%(n)d files", 1) == "satu berkas"
    assert translations.ngettext("one file", "%(n)d files", 5) == "%(n)d berkas"


@pytest.mark.parametrize("msgid", ["guess", "later", "gone"])
def test_fuzzy_empty_and_obsolete_entries_show_the_original(translations, msgid):
    assert translations.gettext(msgid) == msgid


def test_an_unreadable_line_is_named():
    with pytest.raises(Failure, match=r"django\.po, line 2"):
        list(parse('msgid "a"\nmsgstr unquoted\n', name="django.po"))


def test_the_msgids_of_python_code_are_found():
    source = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
label = _("camera")  # _("comment")
text = _(
    "in "
    "pieces"
)
ngettext("one", "many", 3)
pgettext("of a person", "name")
_(variable)
"""
    assert list(calls(source)) == [(3, "camera"), (4, "in pieces"), (8, "one"), (9, "of a person\x04name")]


def test_the_msgids_of_templates_are_found(tmp_path):
    template = tmp_path / "page.html"
    template.write_text("""
{% load i18n %}<p class="it's">{% translate "camera" %} {{ _("door") }}</p>
    {% blocktranslate trimmed with name=camera.name %}
        Camera {{ name }}
        is here.
    {% endblocktranslate %}
  <a title="{% translate "name" context "of a person" %}">
{% blocktranslate count n=files|length %}one file{% plural %}{{ n }} files{% endblocktranslate %}
""")
    found = {key for _line, key in used(template)}

    assert found == {"camera", "door", "Camera %(name)s is here.", "of a person\x04name", "one file"}


@pytest.mark.parametrize(
    ("message", "defect"),
    [
        (Message(line=1, id="a", translations=[""]), "empty"),
        (Message(line=1, id="a", translations=["b"], fuzzy=True), "fuzzy"),
        (Message(line=1, id="%(n)s files", translations=["berkas"]), "only one"),
        (Message(line=1, id="files", translations=["{n} berkas"]), "only one"),
    ],
)
def test_a_defective_translation_is_named(message, defect):
    assert defect in "".join(defects(message))


def test_a_good_translation_has_no_defect():
    assert list(defects(Message(line=1, id="%(n)s files", translations=["%(n)s berkas"]))) == []
