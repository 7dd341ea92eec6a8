"""What stops a first show: facts are gathered, judged without I/O, and told on the terminal and to the host console."""
