"""When can an answer be trusted? Signals, tables and the fit (stroke attribution paper, 5.1)."""
