"""操作员: who may sit at the desk, with which role; 替班; what was shown in full."""
