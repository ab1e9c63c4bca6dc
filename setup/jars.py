"""Downloads jars named on standard input and moves each into place once its SHA-256 is right.

Input, one jar a line: ``group:artifact:version[:classifier] sha256 destination``.
Output, one JSON object a line: ``{"bytes": n}`` as data arrives, ``{"done": coordinate, "bytes": size}`` for a jar in
place, ``{"failed": coordinate, "kind": …, "detail": …}`` for the first one that couldn't be had; then nothing more starts.

jgo is used for one exact artifact at a time: its transitive mode mixes versions, it only warns about a wrong checksum,
and an interrupted download leaves a torn file. So each attempt gets a folder of its own inside ``staging``.
"""

import argparse
import hashlib
import json
import logging
import os
import shutil
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import requests
from jgo.constants import default_maven_repo
from jgo.maven import MavenContext, PythonResolver

ATTEMPTS = 4
READ_TIMEOUT_SECONDS = 30

stop = threading.Event()
output = threading.Lock()


class WrongChecksum(Exception):
    pass


def report(**event):
    """Writes one event; when nobody listens any more (the parent was killed), ends the process at once."""
    with output:
        try:
            sys.stdout.write(json.dumps(event) + "\n")
            sys.stdout.flush()
        except OSError:
            os._exit(1)


@contextmanager
def count_bytes(_name, _total):
    pending = 0

    def arrived(count):
        nonlocal pending
        pending += count
        if pending >= 262_144:
            report(bytes=pending)
            pending = 0

    yield arrived
    report(bytes=pending)


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1_048_576):
            digest.update(chunk)
    return digest.hexdigest()


def download(coordinate, expected, destination, staging, repository):
    group, artifact, version, *classifier = coordinate.split(":")
    folder = Path(mkdtemp(dir=staging))
    try:
        context = MavenContext(
            resolver=PythonResolver(progress_callback=count_bytes),
            repo_cache=folder,
            remote_repos={"mirror": repository} if repository else None,
            timeout=READ_TIMEOUT_SECONDS,
        )
        component = context.project(group, artifact).at_version(version)
        fetched = component.artifact(*classifier, packaging="jar").resolve()
        actual = sha256(fetched)
        if actual != expected:
            raise WrongChecksum(f"expected SHA-256 {expected}, got {actual}")
        put_in_place(coordinate, fetched, destination)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(coordinate, file, destination):
    destination.parent.mkdir(parents=True, exist_ok=True)
    os.replace(file, destination)
    report(done=coordinate, bytes=destination.stat().st_size)


def copy_from_maven(coordinate, expected, destination, staging):
    """Takes the jar from the learner's own Maven repository, if it is there and right."""
    group, artifact, version, *classifier = coordinate.split(":")
    name = "-".join([artifact, version, *classifier]) + ".jar"
    source = default_maven_repo().joinpath(*group.split("."), artifact, version, name)
    if not source.is_file() or sha256(source) != expected:
        return False
    folder = Path(mkdtemp(dir=staging))
    try:
        put_in_place(coordinate, Path(shutil.copy(source, folder)), destination)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return True


def kind_of(error):
    """jgo raises a plain RuntimeError for an artifact that no repository has."""
    if isinstance(error, WrongChecksum):
        return "checksum"
    return "missing" if type(error) is RuntimeError else "other"


def is_local(error):
    """A full disk or a folder that can't be written to: trying again is no use."""
    return isinstance(error, OSError) and not isinstance(error, requests.exceptions.RequestException)


def fetch(line, staging, repository):
    coordinate, expected, destination = line.split(" ", 2)
    destination = Path(destination)
    for tries_left in reversed(range(ATTEMPTS)):
        if stop.is_set():
            return
        try:
            if not copy_from_maven(coordinate, expected, destination, staging):
                download(coordinate, expected, destination, staging, repository)
            return
        except Exception as error:  # whatever went wrong is reported; a traceback helps no learner
            if tries_left and not is_local(error):
                stop.wait(0.5 * 2 ** (ATTEMPTS - 1 - tries_left))
            elif not stop.is_set():
                stop.set()
                report(failed=coordinate, kind=kind_of(error), detail=f"{type(error).__name__}: {error}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("staging", type=Path)
    parser.add_argument("--repository", help="another repository than jgo's default")
    parser.add_argument("--parallel", type=int, default=6)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    lines = [line.rstrip("\n") for line in sys.stdin if line.strip()]
    with ThreadPoolExecutor(options.parallel) as pool:
        for task in as_completed([pool.submit(fetch, line, options.staging, options.repository) for line in lines]):
            task.result()
    return 1 if stop.is_set() else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        os._exit(130)
