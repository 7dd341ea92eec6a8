"""Starting, keeping and stopping processes: the supervisor, its children, the data folder and its locks."""
