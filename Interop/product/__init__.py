"""The program under test, from outside: its process and its HTTP API."""
