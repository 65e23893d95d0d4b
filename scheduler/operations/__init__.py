"""Setting up, serving, the worker, backup, restore and the doctor's checks."""
