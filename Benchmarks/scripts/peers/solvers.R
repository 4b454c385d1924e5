# One solver of R on raw float64 files, in a process of its own; prints one line of JSON.
# Usage: Rscript solvers.R SOLVER OBJECTIVE X Y ROWS COLUMNS REPEATS BUDGET_SECONDS LAMBDAS|- THRESH|-
given <- commandArgs(TRUE)
solver <- given[1]
ridge <- if (given[2] == "ridge") 1 else 0
n <- as.integer(given[5])
p <- as.integer(given[6])
repeats <- as.integer(given[7])
budget <- as.numeric(given[8])

status <- function(name) {
  line <- grep(paste0(name, ":"), readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) * 1024
}

x <- t(matrix(readBin(given[3], "double", n * p), nrow = p))
y <- as.integer(readBin(given[4], "raw", n))

# crossprod calls dsyrk: what R does best with a BLAS. The column of ones is made before the clock starts.
newton <- function(x1, y) {
  penalty <- diag(c(0, rep(ridge, ncol(x1) - 1)))
  b <- numeric(ncol(x1))
  for (iteration in 1:50) {
    mu <- 1 / (1 + exp(-drop(x1 %*% b)))
    gradient <- drop(crossprod(x1, mu - y)) + drop(penalty %*% b)
    factor <- chol(crossprod(x1 * sqrt(mu * (1 - mu))) + penalty)
    step <- backsolve(factor, forwardsolve(t(factor), gradient))
    b <- b - step
    # The decrement after the step is about the square of the one before it.
    if (sum(gradient * step) < 1e-9) break
  }
  list(coefficients = b, iterations = iteration)
}

householder <- function(x1, y) {
  fit <- glm.fit(x1, y, family = binomial(), control = list(maxit = 100))
  list(coefficients = fit$coefficients, iterations = fit$iter)
}

elastic_net <- function(x, y, alpha, lambda, thresh) {
  fit <- glmnet(
    x, y, family = "binomial", alpha = alpha, lambda = lambda, standardize = FALSE, thresh = thresh, maxit = 1e7)
  list(coefficients = as.numeric(rbind(fit$a0, as.matrix(fit$beta))), iterations = fit$npasses)
}

if (solver %in% c("glmnet", "lasso")) {
  suppressMessages(library(glmnet))
  # Every lambda of the grid is fitted: no stopping where the deviance changes little.
  glmnet.control(fdev = 0, devmax = 1)
}
if (solver %in% c("newton", "glm.fit")) x <- cbind(1, x)
fit <- switch(solver,
  "newton" = newton,
  "glm.fit" = householder,
  "glmnet" = function(x, y) elastic_net(x, y, 0, ridge / length(y), 1e-17),
  "lasso" = {
    lambdas <- readBin(given[9], "double", 1e6)
    function(x, y) elastic_net(x, y, 1, lambdas, as.numeric(given[10]))
  })

head <- seq_len(min(n, 20 * p))
invisible(try(suppressWarnings(fit(x[head, ], y[head])), silent = TRUE))
invisible(gc())
cat("5", file = "/proc/self/clear_refs")
before <- status("VmRSS")
seconds <- cpu <- numeric()
repeat {
  time <- system.time(result <- fit(x, y))
  seconds <- c(seconds, time[["elapsed"]])
  cpu <- c(cpu, time[["user.self"]] + time[["sys.self"]])
  if (length(seconds) >= repeats || sum(seconds) > budget) break
}
extra <- max(0, status("VmHWM") - before)

numbers <- function(values) {
  text <- ifelse(is.finite(values), sprintf("%.17g", values), "NaN")
  paste0("[", paste(text, collapse = ","), "]")
}
version <- paste("R", getRversion())
if ("glmnet" %in% loadedNamespaces()) version <- paste("glmnet", packageVersion("glmnet"), version)
cat(sprintf(
  '{"seconds":%s,"cpu_seconds":%s,"coefficients":%s,', numbers(seconds), numbers(cpu), numbers(result$coefficients)))
cat(sprintf(
  '"iterations":%d,"peak_extra_bytes":%.0f,"version":"%s","blas":"%s"}\n', as.integer(result$iterations), extra, version,
  basename(dirname(normalizePath(La_library())))))
