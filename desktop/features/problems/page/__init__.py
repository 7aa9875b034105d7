"""问题整改 on the screen: list, detail with its moves and their reasons, board."""
