"""The embedded database: one ArcadeDB child process per home, shared by every command.

``EmbeddedDatabase(home)`` is the only way in: ``join`` and ``leave`` (or ``with``) to use it,
``keep``, ``stop``, ``status``, ``wipe``, ``backup`` and ``restore`` to look after it.
"""

from graph.embedded.database import EmbeddedDatabase
from graph.embedded.model import EmbeddedAddress, EmbeddedStatus
from graph.embedded.signals import Told, leave_on_signals

__all__ = ["EmbeddedAddress", "EmbeddedDatabase", "EmbeddedStatus", "Told", "leave_on_signals"]
