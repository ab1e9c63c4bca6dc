"""Keeps what a notebook put out beside the notebook instead of in it, so that running one changes no file of the workbook.

A notebook's file belongs to git: with outputs in it, every run would be a "modification", and an update of the workbook would
refuse to replace it. (A git filter doesn't do: git takes a file whose size changed for modified before it asks the filter.)
So the notebook as JupyterLab saves it goes to the instance's folder, and comes back from there as long as its cells are those
of the file. The file itself changes when a cell does, and never holds outputs.
"""
import copy
import os
from pathlib import Path

import nbformat
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

# What JupyterLab writes into a cell's metadata by itself.
VOLATILE = {"ExecuteTime", "collapsed", "execution", "jupyter", "scrolled", "trusted"}


class OutputKeepingManager(AsyncLargeFileManager):
    async def _save_notebook(self, os_path, nb, capture_validation_error=None):
        kept = self._kept(os_path)
        kept.parent.mkdir(parents=True, exist_ok=True)
        await super()._save_notebook(str(kept), nb, capture_validation_error)
        if same_cells(nb, read(os_path)):
            return
        await super()._save_notebook(os_path, without_outputs(nb), capture_validation_error)

    async def _read_notebook(self, os_path, as_version=4, capture_validation_error=None, raw=False):
        answer = await super()._read_notebook(os_path, as_version, capture_validation_error, raw)
        nb, *content = answer if raw else (answer,)
        kept = read(self._kept(os_path))
        if same_cells(nb, kept):
            nb = kept
        return (nb, *content) if raw else nb

    def _kept(self, os_path):
        """Where a notebook is kept with its outputs."""
        return Path(os.environ["WORKBOOK_HOME"], "jupyter", "outputs", os.path.relpath(os_path, self.root_dir))


def read(path):
    """A notebook; None where there is none that can be read."""
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError):
        return None


def same_cells(one, other):
    return one is not None and other is not None and essence(one) == essence(other)


def essence(nb):
    """What the author wrote. JupyterLab adds an empty cell at the end when the last one is run."""
    written = [(cell.cell_type, cell.source, lasting(cell.metadata)) for cell in nb.cells]
    while written and written[-1][:2] == ("code", ""):
        written.pop()
    return written


def lasting(metadata):
    return {key: value for key, value in metadata.items() if key not in VOLATILE}


def without_outputs(nb):
    stripped = copy.deepcopy(nb)
    for cell in stripped.cells:
        cell.metadata = lasting(cell.metadata)
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    return stripped
