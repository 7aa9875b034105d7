"""本单位: the office the program works for."""
