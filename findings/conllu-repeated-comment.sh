#!/usr/bin/env bash
# The conllu package keeps the last of several comments of one name, and writes only that one back.
#
# CoNLL-U lets a sentence have any comments, and annotation that belongs to a sentence is put there line by line. conllu
# reads `# name = value` into a dict of names, so that of two such lines the first is lost on a round trip. udapi keeps
# both.
#
# Seen with conllu 6.0.0 and udapi 0.5.2: 1 of 2 comments left by conllu, 2 of 2 by udapi.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet conllu==6.0.0 udapi==0.5.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import conllu
from udapi.core.document import Document

text = "# sent_id = 1\n# place = 0:5\n# place = 6:9\n" + "\t".join("1 a _ X _ _ 0 root _ _".split()) + "\n\n"
written = conllu.parse(text)[0].serialize()
document = Document()
document.from_conllu_string(text)
kept = document.to_conllu_string()
print("conllu:", written.count("# place ="), "of 2; udapi:", kept.count("# place ="), "of 2")
assert written.count("# place =") == 1, "conllu has changed"
assert "# place = 6:9" in written, "conllu has changed"
assert kept.count("# place =") == 2, "udapi has changed"
PYTHON
