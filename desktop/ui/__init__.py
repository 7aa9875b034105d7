"""SCREEN: the kit every page is made of; no word of the trade."""
