"""PUTS THE PROGRAM TOGETHER: main, command line, street of features, window."""
