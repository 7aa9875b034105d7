"""问题整改: one record from 登记 to 归档, printed as 问题台账 and as 整改台账."""
