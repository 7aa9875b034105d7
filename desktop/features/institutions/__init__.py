"""机构台账: every training institution of the county, licensed or not."""
