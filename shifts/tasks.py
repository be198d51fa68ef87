"""Queue and clock door of shifts."""

from shifts.services import solve
from staff.services import jobs

jobs.register(solve.KIND, solve.run)
