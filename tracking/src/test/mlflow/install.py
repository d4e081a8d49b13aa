"""Installs Python programs that tests talk to: install.py ENVIRONMENT REQUIREMENTS [ALONE]. Does nothing if they are there already.

What ALONE lists is installed over the rest without its dependencies.
"""

import hashlib
import pathlib
import shutil
import subprocess
import sys
import time
import venv


def main(environment: pathlib.Path, requirements: pathlib.Path, *alone: pathlib.Path) -> None:
    if sys.version_info < (3, 10):
        sys.exit(f"{requirements} needs Python 3.10 or newer, python3 is {sys.version.split()[0]}")
    stamp = environment / "installed"
    wanted = hashlib.sha256(b"".join(file.read_bytes() for file in (requirements, *alone)) + sys.version.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    start = time.monotonic()
    shutil.rmtree(environment, ignore_errors=True)
    try:
        venv.create(environment, with_pip=True)
    except subprocess.CalledProcessError:
        sys.exit("python3 cannot make a virtual environment: install the system's package python3-venv")
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [scripts / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    subprocess.run([*pip, "-r", requirements], check=True)
    for file in alone:
        subprocess.run([*pip, "--no-deps", "-r", file], check=True)
    stamp.write_text(wanted)
    print(f"{requirements} installed in {time.monotonic() - start:.0f} s: {environment}")


if __name__ == "__main__":
    main(*(pathlib.Path(argument).absolute() for argument in sys.argv[1:]))
