"""Every module of this folder registers its cases when it is imported; the order here is the order of a run."""

from cases import answering, admission, dialogs, losses, softphones, talking, living  # noqa: F401
