"""What the scheduler costs, as ratios within one run on one machine: `python -m bench`."""

import warnings

warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")  # the PostgreSQL package asks for a folder it does not use
