"""What is shown of a problem below its list, and on an institution's card."""
