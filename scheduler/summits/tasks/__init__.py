"""What the worker does for summits by itself; each noun registers its own rounds."""
