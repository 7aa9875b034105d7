"""Pure rules of the lists: 负面清单 items, moves between the lists, counts that must agree, platforms."""
