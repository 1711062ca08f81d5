"""Serve a built site the way a host does: compressed, and under a path."""

import gzip
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

mimetypes.add_type("text/javascript", ".js")
PACKED = (".png", ".gz", ".zip")


@contextmanager
def serve(folder: Path, under: str = "/", port: int = 0) -> Iterator[str]:
    """The address of the site in `folder`, for as long as the context lasts."""
    kind = type("Placed", (Handler,), {"folder": folder, "under": under})
    with listen(kind, port) as address:
        yield address.removesuffix("/") + under


@contextmanager
def listen(handler: type[BaseHTTPRequestHandler], port: int = 0) -> Iterator[str]:
    """The address of a server, for as long as the context lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@cache
def packed(file: Path) -> bytes:
    """What travels: the file compressed, unless it is already."""
    data = file.read_bytes()
    return data if file.suffix in PACKED else gzip.compress(data, 9)


class Handler(BaseHTTPRequestHandler):
    """Answers as static hosts do: folders have an index, and what is missing a page."""

    protocol_version = "HTTP/1.1"
    folder: Path
    under: str

    def do_GET(self) -> None:
        """Send a file, or the page that says that there is none."""
        path = self.path.partition("?")[0]
        if path == "/favicon.ico":  # where a file names none, the browser asks
            return self.say_nothing()
        file = self.folder / path.removeprefix(self.under)
        if file.is_dir():
            file /= "index.html"
        found = path.startswith(self.under) and file.is_file()
        file = file if found else self.folder / "404.html"
        data = packed(file)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind_of(file))
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=600")
        if file.suffix not in PACKED:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(data)

    def say_nothing(self) -> None:
        """Send an empty answer."""
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def kind_of(file: Path) -> str:
    """The media type of a file."""
    kind = mimetypes.guess_type(file.name)[0] or "text/plain"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
