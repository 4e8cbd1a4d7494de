"""One lane of a worker: takes one task after the other from the queue."""

import logging
from datetime import datetime, timedelta
from os import getpid
from socket import gethostname

from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clearance.database import Busy
from clearance.work import queue, stopping

logger = logging.getLogger(__name__)

#: Seconds between two looks into the queue.
LOOK_EVERY = 1
#: A sweep that finds another process at the same job looks again after so long.
LOOK_AGAIN = timedelta(seconds=10)


class Lane:
    """Works on one lane, in one thread. `doing` tells other threads which sweep it is at, and since when."""

    def __init__(self, name: str, started_at: datetime) -> None:
        self.name = name
        self.started_at = started_at
        self.reference = f"{gethostname()}:{getpid()}/{name}"
        self.doing: tuple[str, datetime] | None = None

    def keep_on(self) -> None:
        """Work until asked to stop. Whatever goes wrong, the database being away for a while, it goes on after it."""
        while not stopping.asked():
            try:
                queue.give_up(self.reference, timezone.now())
                while not stopping.asked():
                    self.empty()
                    stopping.rest(LOOK_EVERY)
            except Exception as error:
                logger.error("lane %s: %s; it goes on as soon as it can", self.name, type(error).__name__)
                connection.close()
                stopping.rest(LOOK_EVERY)
        connection.close()

    def empty(self) -> int:
        """Do all that is queued, until asked to stop; how many tasks it took."""
        taken = 0
        while not stopping.asked() and (task := queue.take(self.name, self.reference)):
            self._do(task)
            taken += 1
        return taken

    def _do(self, task: DBTaskResult) -> None:
        self.doing = task.task_path, timezone.now()
        try:
            task.task.call()
        except stopping.Stopped:
            queue.put_back(task, after=timezone.now())
        except Busy:
            queue.put_back(task, after=timezone.now() + LOOK_AGAIN)
        except Exception as error:
            # Of the error only its kind: the rest may hold what is on someone's record.
            logger.error("%s failed: %s", task.task_path, type(error).__name__)
            queue.fail(task, error, timezone.now())
        else:
            task.set_successful(None)
        finally:
            self.doing = None
