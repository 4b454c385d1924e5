# Called by make.py: figures of calibration by R's glm (to full convergence), Hmisc's spline basis and rms::val.prob.
suppressMessages({library(pROC); library(Hmisc); library(rms)})
d <- read.csv(file("stdin"))
out <- function(name, value) cat(name, sprintf("%.17g", value), "\n")
tight <- glm.control(epsilon = 1e-15, maxit = 100)
for (kind in c("plain", "weighted")) {
  d$case <- if (kind == "plain") 1 else d$w
  long <- d[rep(seq_len(nrow(d)), d$case), ]
  label <- function(x) paste0(kind, ".", x)
  line <- glm(y ~ eta, family = binomial, data = long, control = tight)
  out(label("calibration_slope"), coef(line)[2])
  out(label("calibration_intercept"), coef(glm(y ~ 1, offset = eta, family = binomial, data = long, control = tight)))
  knots <- quantile(long$eta, c(.05, .35, .65, .95), type = 1)
  basis <- rcspline.eval(long$eta, knots = knots, inclx = TRUE)
  smooth <- glm(long$y ~ basis, family = binomial, control = tight)
  out(label("ici"), mean(abs(plogis(long$eta) - fitted(smooth))))
  # Score test of the predictions against the spline.
  b <- cbind(1, basis); p <- plogis(long$eta)
  u <- crossprod(b, long$y - p); v <- crossprod(b * sqrt(p * (1 - p)))
  s <- drop(t(u) %*% solve(v, u))
  out(label("calibration_test"), s)
  out(label("calibration_test_p"), pchisq(s, ncol(b), lower.tail = FALSE))
  r <- roc(long$y, long$eta, direction = "<", quiet = TRUE)
  out(label("auc"), as.numeric(auc(r)))
  out(label("ks"), max(r$sensitivities + r$specificities - 1))
  e <- val.prob(plogis(long$eta), long$y, pl = FALSE)
  out(label("brier_val.prob"), e["Brier"])
}
p <- plogis(d$eta)
out("plain.spiegelhalter_z", val.prob(p, d$y, pl = FALSE)["S:z"])
out("plain.delong_variance", var(roc(d$y, d$eta, direction = "<", quiet = TRUE), method = "delong"))
