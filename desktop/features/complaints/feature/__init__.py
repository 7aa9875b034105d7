"""What complaints offer the program: page, lists, panels, commands."""
