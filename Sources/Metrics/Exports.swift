// A test of calibration is a χ² or an F test: who sees it sees its distribution.
@_exported import Distributions
