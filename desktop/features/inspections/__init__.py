"""检查: plans, visits, what was found, who went; grid patrols; checklists."""
