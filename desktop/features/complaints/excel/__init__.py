"""Work orders of 12345 from received workbooks; the analysis as a workbook."""
