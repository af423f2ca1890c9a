# SPDX-License-Identifier: GPL-3.0-or-later
# Makes glm_nb.json: drawn trials without autocorrelation, and what MASS::glm.nb fits to them.
#
#   Rscript glm_nb.R > glm_nb.json
#
# Made with R 4.2.2 and MASS 7.3-58.2 (Debian 12). Not run by the tests; they read the JSON.
#
# The days are drawn here in R: pairs of periods in random order, exposures that differ, negative
# binomial counts. Each is fitted by maximum likelihood with a log link and the exposure as offset:
# log rate = a + b remedy [+ c (day - mean day) / 7]. Where the counts are no more spread than
# Poisson numbers theta runs off to infinity; those sets say "poisson": true and hold the fit of
# glm(family = poisson), with theta null. glm.nb's standard errors are those for a known theta
# (theta and the coefficients are asymptotically independent).
suppressMessages(library(MASS))

number <- function(x) {
    out <- sprintf("%.17g", x)
    out[!is.finite(x)] <- "null"
    out
}
array <- function(x) paste0("[", paste(number(x), collapse = ","), "]")

draw <- function(blocks, days, rate, clip, theta, ratio, trend) {
    first <- sample(0:1, blocks, replace = TRUE)
    arm <- unlist(lapply(first, function(f) rep(c(f, 1 - f), each = days)))
    n <- length(arm)
    exposure <- round(clip * runif(n, 0.5, 1.5), 3)
    week <- (seq_len(n) - 1 - (n - 1) / 2) / 7
    mean <- exposure * exp(log(rate) + arm * log(ratio) + week * trend)
    data.frame(day = seq_len(n) - 1, period = rep(seq_len(2 * blocks), each = days),
               arm = arm, exposure = exposure, week = week,
               count = if (is.finite(theta)) rnbinom(n, size = theta, mu = mean)
                       else rpois(n, mean))
}

fit <- function(d, trend) {
    form <- if (trend) count ~ arm + week + offset(log(exposure))
            else count ~ arm + offset(log(exposure))
    plain <- glm(form, family = poisson, data = d, control = glm.control(epsilon = 1e-12))
    nb <- tryCatch(suppressWarnings(glm.nb(form, data = d,
        control = glm.control(epsilon = 1e-12, maxit = 200))), error = function(e) NULL)
    # A theta beyond 5 000 is what an iteration that runs off was stopped at.
    poisson <- is.null(nb) || !is.finite(nb$theta) || nb$theta > 5000
    if (poisson)
        list(fit = plain, theta = NA, theta_se = NA, poisson = TRUE)
    else
        list(fit = nb, theta = nb$theta, theta_se = nb$SE.theta, poisson = FALSE)
}

show <- function(name, d, trend, last) {
    f <- fit(d, trend)
    b <- summary(f$fit, dispersion = 1)$coefficients
    week <- if (trend) b["week", 1:2] else c(NA, NA)
    cat(sprintf('{"name":"%s","trend":%s,"poisson":%s,\n', name, tolower(trend), tolower(f$poisson)))
    cat(sprintf('"day":%s,\n"period":%s,\n"remedy":%s,\n"exposure":%s,\n"count":%s,\n', array(d$day),
                array(d$period), array(d$arm), array(d$exposure), array(d$count)))
    cat(sprintf('"intercept":%s,"intercept_se":%s,"log_ratio":%s,"log_ratio_se":%s,\n',
                number(b["(Intercept)", 1]), number(b["(Intercept)", 2]), number(b["arm", 1]),
                number(b["arm", 2])))
    cat(sprintf('"trend_per_week":%s,"trend_se":%s,"theta":%s,"theta_se":%s,"loglik":%s}%s\n',
                number(week[1]), number(week[2]), number(f$theta), number(f$theta_se),
                number(as.numeric(logLik(f$fit))), if (last) "" else ","))
}

set.seed(20261127)
grid <- expand.grid(theta = c(0.5, 1, 2, 5, 20, Inf), blocks = c(6, 12, 30),
                    trend = c(FALSE, TRUE))
extra <- data.frame(theta = c(0.7, 3, 1, Inf), blocks = c(10, 10, 40, 40),
                    trend = c(FALSE, TRUE, TRUE, FALSE)) # few twitches: zero-heavy
grid <- rbind(grid, extra)
cat(sprintf('{"made_by":"glm_nb.R","r":"%s","mass":"%s","sets":[\n',
            paste(R.version$major, R.version$minor, sep = "."), packageVersion("MASS")))
for (i in seq_len(nrow(grid))) {
    g <- grid[i, ]
    rare <- i > nrow(grid) - nrow(extra)
    d <- draw(g$blocks, days = 1 + i %% 3, rate = if (rare) 0.3 else c(1, 3, 8)[1 + i %% 3],
              clip = 1 + i %% 2, theta = g$theta, ratio = c(0.5, 0.8, 1, 1.5)[1 + i %% 4],
              trend = if (g$trend) c(-0.1, 0.05)[1 + i %% 2] else 0)
    show(sprintf("%d blocks, theta %g%s%s", g$blocks, g$theta, if (g$trend) ", trend" else "",
                 if (rare) ", few" else ""), d, g$trend, i == nrow(grid))
}
cat("]}\n")
