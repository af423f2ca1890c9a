# SPDX-License-Identifier: GPL-3.0-or-later
# Prints the numbers that the tests of monitor compare with.
#
#   Rscript tests/monitor/oracle.R
#
# With R 4.2.2, psych, survival, metafor, rjags 4-13 and JAGS 4.3.1 (Debian 12). Not run by the
# tests: their numbers are copied from here. The chains' figures vary in the third digit.
suppressMessages({library(psych); library(survival); library(metafor); library(rjags)})
options(digits = 10)

cat("-- test_reliability.c: two repeats of eight patients, five minutes each\n")
first <- c(12, 30, 3, 55, 18, 0, 22, 41)
second <- c(15, 24, 5, 61, 12, 1, 30, 36)
y <- log((cbind(first, second) + 0.5) / 5)
print(ICC(y, lmer = FALSE)$results[2, c("type", "ICC", "lower bound", "upper bound")])
squares <- sum((y - rowMeans(y))^2)
variance <- squares / c(8, qchisq(c(0.975, 0.025), 8))
cat("sem", exp(sqrt(variance)), "\nmdc", exp(1.959963984540054 * sqrt(2 * variance)), "\n")

cat("-- uneven repeats: one-way analysis with k0 for their number\n")
uneven <- list(c(10, 14), c(40, 33, 38), c(4, 7), c(20, 25, 18, 22))
d <- data.frame(patient = factor(rep(1:4, lengths(uneven))), y = log((unlist(uneven) + 0.5) / 4))
a <- anova(lm(y ~ patient, d))
k <- lengths(uneven)
k0 <- (sum(k) - sum(k^2) / sum(k)) / 3
f <- a$`F value`[1] / c(1, qf(0.975, 3, 7), 1 / qf(0.975, 7, 3))
cat("icc", (f - 1) / (f + k0 - 1), "\n")

cat("-- test_service.c: days until quiet\n")
day <- c(7, 7, 30, 30, 30, 60, 90, 90, 180, 365)
quiet <- c(1, 1, 1, 0, 1, 1, 0, 1, 1, 0)
s <- summary(survfit(Surv(day, quiet) ~ 1, conf.type = "log-log"), censored = TRUE)
print(cbind(s$time, 1 - s$surv, 1 - s$upper, 1 - s$lower))
cat("three of four:", binom.test(3, 4)$conf.int, "\n")

cat("-- test_pool.c: six patients, and four who are alike\n")
pooled <- function(y, v) {
    r <- rma(y, v, method = "REML", test = "adhoc", control = list(threshold = 1e-12))
    n <- length(y)
    reach <- qt(0.975, n - 2) * sqrt(r$tau2 + r$se^2)
    cat("mean", r$b, "tau", sqrt(r$tau2), "error", r$se, "interval", r$ci.lb, r$ci.ub, "spread",
        r$b - reach, r$b + reach, "\n")
}
pooled(c(-1.8, -1.1, -2.4, -0.3, -1.6, -2.0), c(.10, .05, .30, .08, .20, .15))
pooled(c(-1.00, -1.05, -0.95, -1.02), c(.1, .1, .2, .1))
cat("quantiles", qchisq(c(0.025, 0.975), 2e4), qchisq(0.975, 4e6), poisson.test(1e6)$conf.int, "\n")

# The model of src/monitor/effect.c with the priors of priors.h, written down again: a patient's
# typical ratio and return are parameters here and integrated out there.
cat("-- test_effect.c: two injections, JAGS\n")
model <- "model {
  for (i in 1:n) {
    count[i] ~ dnegbin(size / (size + mu[i]), size)
    mu[i] <- minutes[i] * exp(log_rate) * f[i, 1] * f[i, 2]
    for (j in 1:2) {
      f[i, j] <- 1 - (1 - exp(log_ratio[j])) * share[i, j]
      share[i, j] <- on[i, j] * (1 - exp(-log(2) * (t[i, j] / exp(log_onset[j]))^2)) /
                     (1 + exp(exp(log_steepness) * (log(t[i, j]) - log_return[j])))
    }
  }
  size <- exp(-log_dispersion)
  log_rate ~ dnorm(1.0986, 1 / 9)
  log_dispersion ~ dnorm(-1.6094, 1)
  log_steepness ~ dnorm(1.7918, 1 / 0.35^2)
  own_ratio ~ dnorm(-1.2040, 1 / 1.1^2)
  own_return ~ dnorm(4.4998, 1 / 0.35^2)
  for (j in 1:2) {
    log_ratio[j] ~ dnorm(own_ratio, 1 / 0.4^2)
    log_return[j] ~ dnorm(own_return, 1 / 0.25^2)
    log_onset[j] ~ dnorm(1.6094, 1 / 0.4^2)
  }
}"
days <- c(-14, 0, 7, 28, 56, 84, 112, 119, 140, 168)
since <- outer(days, c(0, 112), "-")
jags <- jags.model(textConnection(model), quiet = TRUE, n.chains = 4, n.adapt = 5000, data = list(
    n = length(days), minutes = rep(5, length(days)), t = pmax(since, 1), on = 1 * (since > 0),
    count = c(31, 24, 9, 3, 5, 17, 28, 10, 2, 4)), inits = lapply(1:4, function(i)
    list(.RNG.name = "base::Mersenne-Twister", .RNG.seed = i)))
update(jags, 5000, progress.bar = "none")
chains <- coda.samples(jags, c("log_rate", "log_ratio", "log_return", "log_onset"), 100000,
                       thin = 10, progress.bar = "none")
print(summary(chains, quantiles = c(0.025, 0.5, 0.975))$quantiles)
cat("largest R-hat", max(gelman.diag(chains, multivariate = FALSE)$psrf[, 1]), "\n")

cat("-- an operation: quadrature over rate, ratio and dispersion\n")
before <- c(22, 30, 17)
after <- c(4, 0, 7, 3)
ratio <- seq(-7, 4, length.out = 1101)
rate <- seq(0, 3.5, length.out = 201)
dispersion <- seq(-6, 3, length.out = 181)
mass <- numeric(length(ratio))
for (k in dispersion) {
    likelihood <- function(count, log_mean)
        dnbinom(count, size = exp(-k), mu = 5 * exp(log_mean), log = TRUE)
    at_rate <- dnorm(rate, 1.0986, 3, log = TRUE) + dnorm(k, -1.6094, 1, log = TRUE) +
        Reduce(`+`, lapply(before, likelihood, log_mean = rate))
    sums <- outer(rate, ratio, "+")
    at_both <- at_rate + Reduce(`+`, lapply(after, likelihood, log_mean = sums))
    mass <- mass + colSums(exp(at_both))
}
mass <- mass * dnorm(ratio, 0, 3)
below <- (cumsum(mass) - mass / 2) / sum(mass)
cat("ratio", exp(approx(below, ratio, c(0.025, 0.5, 0.975))$y), "\n")
