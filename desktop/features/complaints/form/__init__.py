"""Intake, moves, joining and limits as forms."""
