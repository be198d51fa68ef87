"""Where a process begins; compiled code is loaded here and not before."""

from multiprocessing.connection import Connection

from shifts.solver.tasks import Task


def work(task: Task, link: Connection) -> None:
    """Do a task and report to the other end of the link."""
    from shifts.solver.worker import work as begin

    begin(task, link)
