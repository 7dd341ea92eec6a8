"""Rooms, the frame tick, resume, chat rules, presence and notices. `sockets.py` is the only file importing socketio."""
