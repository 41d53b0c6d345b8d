"""Replays one address from a WARC file through pywb, in this process: `replay.py FILE URL` prints status and body."""

import os
import shutil
import subprocess
import sys
import tempfile

warc, url = os.path.abspath(sys.argv[1]), sys.argv[2]
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    with open("config.yaml", "w", encoding="utf-8") as config:
        config.write("debug: false\n")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "check": True}
    manager = [sys.executable, "-c", "from pywb.manager.manager import main; import sys; main(sys.argv[1:])"]
    subprocess.run([*manager, "init", "lab"], **quiet)
    subprocess.run([*manager, "add", "lab", warc], **quiet)

    from pywb.apps.frontendapp import FrontEndApp

    answer = {}
    # "id_" asks for the page as it was kept, without pywb's banner.
    path = "/lab/id_/" + url
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "REQUEST_URI": path + ("?" + query if query else ""),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": sys.stdin.buffer,
        "wsgi.errors": sys.stderr,
    }

    def start(status, headers, exc_info=None):
        answer["status"] = status

    app = FrontEndApp(config_file="config.yaml")
    body = b"".join(app(environ, start))
    sys.stdout.buffer.write(answer["status"].split()[0].encode() + b"\n" + body)
    sys.stdout.flush()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)
