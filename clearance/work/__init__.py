"""Work in the background: workers, their signs of life, the queue of sweeps, and what waits too long."""
