"""What a disk refuses, in one line."""

import errno
import os

from model.errors import InputError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def told(error: OSError, path, kept: str) -> InputError:
    """An error of the disk as a line for the user.

    Args:
        path: what was to be written, as the user knows it. kept: what became of the work.
    """
    if error.errno in FULL:
        return InputError(f"{path}: the disk is full; make room: {kept}")
    if error.errno in CLOSED:
        return InputError(f"{path}: cannot be written ({os.strerror(error.errno)}); choose another --out")
    return InputError(f"{path}: {error.strerror or error}; {kept}")
