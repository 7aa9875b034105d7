"""投诉举报: cases, who called, the work orders, and what was found and done."""
