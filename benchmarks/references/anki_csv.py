"""Anki's own import of a text file, into a new collection: python anki_csv.py FILE."""

import sys
import tempfile
from pathlib import Path

from anki.collection import Collection, ImportCsvRequest

with tempfile.TemporaryDirectory() as folder:
    collection = Collection(str(Path(folder) / "collection.anki2"))
    metadata = collection.get_csv_metadata(sys.argv[1], None)
    collection.import_csv(ImportCsvRequest(path=sys.argv[1], metadata=metadata))
    collection.close()
