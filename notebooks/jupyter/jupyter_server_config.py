"""JupyterLab as the workbook starts it: for one person, on this machine, with the TypeScript kernel alone."""
import mimetypes
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here))
from bounded_log import bound_own_log  # noqa: E402
from notebook_outputs import OutputKeepingManager  # noqa: E402

bound_own_log()

c = get_config()  # noqa: F821

c.ServerApp.ip = "127.0.0.1"
c.ServerApp.open_browser = False
c.ServerApp.port_retries = 0
c.ServerApp.allow_root = True  # some run everything in a container as root; the address and the token stay as they are
c.ServerApp.contents_manager_class = OutputKeepingManager
c.KernelSpecManager.ensure_native_kernel = False
c.KernelSpecManager.allowed_kernelspecs = {"tslab"}
c.MultiKernelManager.default_kernel_name = "tslab"
c.LabApp.extension_manager = "readonly"  # what is installed is pinned; nothing is asked of the network
c.LanguageServerManager.autodetect = False
c.LabApp.app_settings_dir = str(here / "settings")
c.LabApp.extra_labextensions_path = [str(here / "labextensions")]

# Elsewhere .ts is also the name of a video format, and JupyterLab would show TypeScript without colours.
for suffix in (".ts", ".mts", ".cts"):
    mimetypes.add_type("text/typescript", suffix)
