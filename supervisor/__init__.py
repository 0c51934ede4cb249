"""What stands behind `./run`: it installs, starts, watches and stops everything Saksi needs on one machine.

Standard library only, since it runs before anything is installed (`messages` alone runs inside the environment it
made). Everything made here lies in `.venv/` and `.saksi/`, save what `places.Instance.services` explains.
"""
