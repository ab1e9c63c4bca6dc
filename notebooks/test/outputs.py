"""Saves a notebook through JupyterLab's contents manager as a learner would, and prints one line of JSON: what the file and
what JupyterLab hold after a run, and after a cell was changed too.
"""
import asyncio
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "jupyter"))
from notebook_outputs import OutputKeepingManager  # noqa: E402

NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        {"id": "a", "cell_type": "code", "metadata": {}, "execution_count": None, "source": "1 + 1;", "outputs": []},
    ],
}
OUTPUT = {"output_type": "stream", "name": "stdout", "text": "2\n"}


async def main(folder):
    file = Path(folder, "work", "lesson.ipynb")
    file.parent.mkdir()
    file.write_text(json.dumps(NOTEBOOK))
    os.environ["WORKBOOK_HOME"] = str(Path(folder, "home"))
    manager = OutputKeepingManager(root_dir=str(file.parent))
    await manager.get("lesson.ipynb")

    async def state():
        """The file's text, and what JupyterLab shows of it."""
        shown = (await manager.get("lesson.ipynb"))["content"]["cells"]
        return {"file": file.read_text(), "shown": [cell.get("outputs") for cell in shown]}

    async def save(change):
        model = await manager.get("lesson.ipynb")
        model["content"]["cells"][0].update(change)
        await manager.save(model, "lesson.ipynb")
        return await state()

    result = {"before": json.dumps(NOTEBOOK)}
    result["run"] = await save({"outputs": [OUTPUT], "execution_count": 1})
    result["changed"] = await save({"source": "1 + 2;"})
    file.write_text(json.dumps(NOTEBOOK))
    result["updated"] = await state()
    print(json.dumps(result))


with TemporaryDirectory() as temporary:
    asyncio.run(main(temporary))
