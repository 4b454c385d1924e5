// Tests and intervals of a fit speak of normal and χ² distributions: who sees the fit sees these.
@_exported import Distributions
