"""Where the SDK keeps requests that nobody has answered yet, so that another process can go on."""

import json
import os


class FileStore:
    """One JSON file, written at once: `FSStore` of the SDK writes a moment later, when this program has
    ended. The file is for its owner alone, since a token may be in it.

    It forgets nothing by itself. The SDK looks at the age of a request and says that it has expired; of a
    request that was forgotten it knows nothing, and would ask again.
    """

    def __init__(self, path):
        self._path = path

    async def get(self, namespace, key):
        return self._read().get(_name(namespace, key))

    async def put(self, namespace, key, value, options=None):
        self._write({**self._read(), _name(namespace, key): value})

    async def delete(self, namespace, key):
        entries = self._read()
        if entries.pop(_name(namespace, key), None) is not None:
            self._write(entries)

    def _read(self):
        try:
            with open(self._path, encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    def _write(self, entries):
        # Another name first: a program that is ended in between leaves the file as it was.
        new = f"{self._path}.new"
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(entries, file)
        os.replace(new, self._path)


def _name(namespace, key):
    return "/".join([*namespace, key])
