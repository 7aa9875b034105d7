"""Killed at random moments: nothing committed is lost, nothing is half done."""
