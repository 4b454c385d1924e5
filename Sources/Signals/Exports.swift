// Days stand in every table; who sees an account sees its days. All of Tables, as operators are not exported with their type; every
// room above Signals may import Tables anyway.
@_exported import Tables
