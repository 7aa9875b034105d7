"""Tests of the screen kit."""
