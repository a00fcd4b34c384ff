"""Judging sound: what was said, what a recogniser hears, how well one recording carries another."""
