"""`worker`: does what is asked for in the background."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string
from django_tasks.base import TASK_MAX_PRIORITY


class Command(BaseCommand):
    """Takes up first whatever a worker before it left behind, then each task as it comes.

    Can be stopped at any moment: what it was at is taken up again by the next. Two at once share the work.
    """

    help = "Do what is asked for in the background, until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what there is to do now, then end")

    def handle(self, *, once, verbosity, **options):
        call_command("prune_db_task_results", verbosity=0)
        for sweep in settings.SWEEPS:
            import_string(sweep).using(priority=TASK_MAX_PRIORITY).enqueue()
        call_command("db_worker", batch=once, startup_delay=False, verbosity=verbosity)
