"""What holds for visits: their states, their times, the checklists; pure."""
