"""The screen of the two lists: 白名单, 批次, 黑名单, 处罚决定, 归集."""
