# Reference values of Kaplan-Meier curves and log-rank tests: R's survival. Rscript survival.R > survival.json
suppressMessages(library(survival))
json <- function(x) paste0("[", paste(ifelse(is.na(x), "null", sprintf("%.17g", x)), collapse = ", "), "]")
curve <- function(name, time, status) {
  fit <- survfit(Surv(time, status) ~ 1, conf.type = "log-log")
  at <- fit$n.event > 0
  q <- quantile(fit, 0.5)
  cat(sprintf(
    '  {"name": "%s", "time": %s, "status": %s, "at": %s, "n": %s, "d": %s, "s": %s, "low": %s, "high": %s, "median": %s},\n',
    name, json(time), json(as.numeric(status)), json(fit$time[at]), json(fit$n.risk[at]), json(fit$n.event[at]),
    json(fit$surv[at]), json(fit$lower[at]), json(fit$upper[at]),
    json(c(q$quantile, q$lower, q$upper))))
}
test <- function(name, time, status, group) {
  fit <- survdiff(Surv(time, status) ~ group)
  cat(sprintf(
    '  {"name": "%s", "time": %s, "status": %s, "group": %s, "observed": %s, "expected": %s, "chisq": %.17g, "df": %d},\n',
    name, json(time), json(as.numeric(status)), json(as.numeric(factor(group))), json(fit$obs), json(fit$exp), fit$chisq,
    length(fit$n) - 1))
}
cat(sprintf('{"made_by": "R %s, survival %s",\n"curves": [\n', getRversion(), packageVersion("survival")))
curve("aml", aml$time, aml$status)
curve("veteran", veteran$time, veteran$status)
curve("ties at the half", c(1, 2, 2, 3, 3, 4, 4, 5), c(1, 1, 1, 0, 1, 1, 0, 1))
curve("exactly a half", c(1, 2, 3, 4), c(1, 1, 1, 1))
curve("median not reached", c(5, 8, 9, 12, 13, 18), c(1, 0, 0, 1, 0, 0))
cat('  null],\n"tests": [\n')
test("aml", aml$time, aml$status, aml$x)
test("veteran by celltype", veteran$time, veteran$status, veteran$celltype)
test("lung by sex", lung$time, lung$status == 2, lung$sex)
cat("  null]}\n")
