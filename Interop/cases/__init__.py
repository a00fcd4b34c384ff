"""Every module of this folder registers its cases when it is imported; the order here is the order of a run."""

from cases import (  # noqa: F401
    answering, admission, dialogs, losses, habits, softphones, pjsip, matrix, pbx, proxied, networks, quality,
    refreshing, encryption, accounts, transfers, placing, refusing, failing_over, callees, pressing, early, proxied_out,
    registered_out, lasting, talking, living, hooks, carriers)
