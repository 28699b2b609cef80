"""Pure rules: values in, values out; no clock, no file, no engine."""
