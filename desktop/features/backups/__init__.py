"""备份与恢复: backups that are proven, going back to one, the monthly drill, and handing everything over."""
