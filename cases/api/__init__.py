"""The path of a case for programs: find, read, one call, answer. Refusals become problems in lib.api_errors."""
