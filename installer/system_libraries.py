"""The system libraries Qt loads on Linux, which no Python package brings.

Found by trying to load each; the list is what the shipped Qt files name as needed (readelf -d) and Debian or
Ubuntu may lack. As root they are installed with apt-get, else SetupTrouble carries the one line to type.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

PACKAGE_OF = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libatomic.so.1": "libatomic1",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libzstd.so.1": "libzstd1",
}


class SetupTrouble(Exception):
    """This machine lacks something; the text says in Chinese what, and what to type."""


def loads(soname: str) -> bool:
    """True when the dynamic loader finds this library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing() -> list[str]:
    """Names of the libraries this Linux lacks; empty on other systems."""
    if not sys.platform.startswith("linux"):
        return []
    return [soname for soname in PACKAGE_OF if not loads(soname)]


def is_root() -> bool:
    """True when packages may be installed without asking."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt(*arguments: str) -> int:
    """apt-get, asking nothing; gives its exit code."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", *arguments], env=quiet, stdin=subprocess.DEVNULL).returncode


def bring(packages: Sequence[str], purpose: str) -> None:
    """Install Debian packages when root; raise SetupTrouble with the line to type when it cannot be."""
    line = "apt-get install -y " + " ".join(packages)
    if shutil.which("apt-get") is None:
        raise SetupTrouble(f"本机缺少{purpose}。请用软件管理器安装（Debian 的包名）：{' '.join(packages)}")
    if not is_root():
        raise SetupTrouble(f"本机缺少{purpose}。请输入下面这一行，然后再运行一次：\n  sudo {line}")
    print(f"正在安装{purpose}：{' '.join(packages)}", flush=True)
    install = ("install", "-y", "-q", "--no-install-recommends", *packages)
    if apt(*install) and (apt("update", "-q") or apt(*install)):
        raise SetupTrouble(f"安装{purpose}失败，上面是原因。请检查网络和软件源，然后输入：\n  {line}")


def ensure() -> None:
    """Every library Qt needs loads afterwards, or SetupTrouble says which do not."""
    absent = missing()
    if not absent:
        return
    bring(sorted({PACKAGE_OF[soname] for soname in absent}), "Qt 要用的系统库")
    still = missing()
    if still:
        raise SetupTrouble("下列系统库装过之后仍不能载入：" + "、".join(still))
