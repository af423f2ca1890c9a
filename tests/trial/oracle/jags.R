# SPDX-License-Identifier: GPL-3.0-or-later
# Makes jags.json: drawn trials, and what a Markov chain of the whole model makes of them.
#
#   ITERATIONS=4000 Rscript jags.R > jags.json        (a few minutes on two idle cores)
#
# Made with R 4.2.2, JAGS 4.3.1 and rjags 4-13 (Debian 12). Not run by the tests; they read the JSON.
#
# The model and its priors are those of src/trial (model.c, lattice.c), written down again in the
# language of JAGS, with every day's own level a parameter and nothing approximated:
#
#   count ~ negative binomial, mean exposure exp(eta), size 1 / a^2
#   eta = level + effect (x + share c) + trend t + s z,   x = -1/2 usual, 1/2 remedy
#   z: AR(1), variance 1, correlation rho^gap;  t: -1/2 on the first counted day, 1/2 on the last
#   c: on the first counted day of a period, where the one before was of the other arm, its x less
#      the day's own; else 0
#   a, s ~ half-normal(0.7), rho ~ uniform(0, 0.97), level ~ normal(log of the raw rate, 5),
#   effect ~ normal(0, 1.5), trend ~ normal(0, TREND_SD), share ~ normal(0, SHARE_SD)
#
# Four chains each; the file holds the potential scale reduction factor (Gelman and Rubin), the
# effective sample size, and the Monte Carlo error of every figure that a test compares.
suppressMessages({library(rjags); library(coda)})

trend_sd <- 1
share_sd <- 0.1
iterations <- as.integer(Sys.getenv("ITERATIONS", "4000"))

model <- "model {
  for (i in 1:n) {
    eta[i] <- level + effect * (x[i] + share * c[i]) + trend * t[i] + s * z[i]
    mu[i] <- exposure[i] * exp(eta[i])
    count[i] ~ dnegbin(size / (size + mu[i]), size)
  }
  size <- 1 / (a * a)
  a ~ dnorm(0, 1 / 0.49) T(0.001,)
  level ~ dnorm(level_mean, 1 / 25)
  effect ~ dnorm(0, 1 / 2.25)
  trend ~ dnorm(0, 1 / trend_sd^2)
  share ~ dnorm(0, 1 / share_sd^2)
  DAYS
}"
correlated <- "s ~ dnorm(0, 1 / 0.49) T(0,)
  rho ~ dunif(0, 0.97)
  z[1] ~ dnorm(0, 1)
  for (i in 2:n) {
    r[i] <- rho^gap[i]
    z[i] ~ dnorm(r[i] * z[i - 1], 1 / (1 - r[i]^2))
  }"
none <- "s <- 0
  rho <- 0
  for (i in 1:n) { z[i] <- 0 }"

draw <- function(g) {
    first <- sample(0:1, g$blocks, replace = TRUE)
    arm <- unlist(lapply(first, function(f) rep(c(f, 1 - f), each = g$days)))
    n <- length(arm)
    z <- as.numeric(arima.sim(list(ar = g$rho), n, sd = sqrt(1 - g$rho^2), n.start = 500))
    exposure <- round(g$clip * runif(n, 0.5, 1.5), 3)
    mu <- exposure * exp(log(g$rate) + arm * log(g$ratio) + g$trend * (seq_len(n) - 1) / 7 + g$sd * z)
    count <- if (g$over > 0) rnbinom(n, size = 1 / g$over, mu = mu) else rpois(n, mu)
    d <- data.frame(day = seq_len(n) - 1, period = rep(seq_len(2 * g$blocks), each = g$days),
                    arm = arm, exposure = exposure, count = count,
                    washout = rep(seq_len(g$days) <= g$washout, 2 * g$blocks))
    d$missed <- runif(n) < g$missing
    d
}

columns <- function(d) {
    u <- d[!d$missed & !d$washout, ]
    arm_of <- tapply(d$arm, d$period, function(a) a[1])
    first <- !duplicated(u$period) & u$period > 1
    before <- arm_of[pmax(u$period - 1, 1)]
    span <- max(u$day) - min(u$day)
    list(n = nrow(u), count = u$count, exposure = u$exposure, x = u$arm - 0.5,
         t = (u$day - min(u$day)) / span - 0.5, c = ifelse(first, before - u$arm, 0),
         gap = c(1, diff(u$day)), level_mean = log((sum(u$count) + 0.5) / sum(u$exposure)),
         trend_sd = trend_sd, share_sd = share_sd)
}

number <- function(x) ifelse(is.finite(x), sprintf("%.9g", x), "null")
array <- function(x) paste0("[", paste(number(x), collapse = ","), "]")

# Batch-free Monte Carlo error of the mean of a function of the draws.
error_of <- function(chains, f) {
    m <- mcmc.list(lapply(chains, function(k) mcmc(f(k))))
    sd(unlist(m)) / sqrt(max(4, effectiveSize(m)))
}

# ... and of a quantile: that of the distribution function there over the density.
quantile_error <- function(chains, q) {
    x <- unlist(chains)
    at <- quantile(x, q, names = FALSE)
    density <- diff(ecdf(x)(at + c(-1, 1) * 0.05 * sd(x))) / (0.1 * sd(x))
    error_of(chains, function(k) as.numeric(k <= at)) / density
}

run <- function(g, seed) {
    set.seed(seed)
    d <- draw(g)
    data <- columns(d)
    if (!g$correlated) data$gap <- NULL
    inits <- lapply(1:4, function(k) list(.RNG.name = "base::Mersenne-Twister", .RNG.seed = seed + k))
    watched <- c("effect", "a", "trend", "share", if (g$correlated) c("s", "rho"))
    m <- jags.model(textConnection(sub("DAYS", if (g$correlated) correlated else none, model)),
                    data, inits, n.chains = 4, n.adapt = 3000, quiet = TRUE)
    update(m, 5000, progress.bar = "none")
    chain <- coda.samples(m, watched, iterations, progress.bar = "none")
    of <- function(name) lapply(chain, function(k) as.numeric(k[, name]))
    e <- of("effect")
    all <- unlist(e)
    q <- quantile(all, c(0.025, 0.5, 0.975), names = FALSE)
    cat(sprintf('{"name":"%s","correlated":%s,\n"day":%s,\n"period":%s,\n"remedy":%s,\n"exposure":%s,\n',
                g$name, tolower(g$correlated), array(d$day), array(d$period), array(d$arm),
                array(d$exposure)))
    cat(sprintf('"count":%s,\n"missed":%s,\n"washout":%s,\n', array(d$count), array(d$missed),
                array(d$washout)))
    cat(sprintf('"lo":%s,"median":%s,"hi":%s,"lo_error":%s,"median_error":%s,"hi_error":%s,\n',
                number(q[1]), number(q[2]), number(q[3]), number(quantile_error(e, 0.025)),
                number(quantile_error(e, 0.5)), number(quantile_error(e, 0.975))))
    cat(sprintf('"better":%s,"better_error":%s,"third":%s,"third_error":%s,\n',
                number(mean(all < 0)), number(error_of(e, function(k) as.numeric(k < 0))),
                number(mean(all < log(0.7))),
                number(error_of(e, function(k) as.numeric(k < log(0.7))))))
    mean_of <- function(label, name, f) {
        k <- lapply(of(name), f)
        cat(sprintf('"%s":%s,"%s_error":%s,', label, number(mean(unlist(k))), label,
                    number(error_of(k, identity))))
    }
    mean_of("overdispersion", "a", function(k) k^2)
    mean_of("trend", "trend", identity)
    mean_of("share", "share", identity)
    if (g$correlated) {
        mean_of("day_sd", "s", identity)
        mean_of("autocorrelation", "rho", identity)
    }
    cat(sprintf('\n"rhat":%s,"ess":%s}', number(max(gelman.diag(chain, multivariate = FALSE)$psrf[, 1])),
                number(effectiveSize(mcmc.list(lapply(e, mcmc))))))
    invisible(NULL)
}

g <- function(name, blocks, days, rate, ratio, over, sd, rho, clip = 2, trend = 0, missing = 0,
              washout = 0, correlated = TRUE) as.list(environment())
sets <- list(
    g("usual", 8, 3, 2, 0.5, 0.3, 0.4, 0.4),
    g("hangs together", 8, 3, 2, 1, 0.3, 0.4, 0.8),
    g("few twitches", 8, 3, 0.5, 0.7, 0.3, 0.4, 0.4, clip = 1),
    g("hardly any with it", 6, 2, 1, 0.05, 0.1, 0.3, 0.5),
    g("many twitches", 8, 3, 8, 0.7, 0.05, 0.3, 0.6, clip = 3),
    g("day by day", 10, 1, 2, 0.6, 0.3, 0.4, 0.8),
    g("weeks with gaps", 6, 7, 2, 0.7, 0.2, 0.5, 0.7, missing = 0.2, washout = 2),
    g("falling", 8, 4, 3, 0.6, 0.2, 0.3, 0.4, trend = -0.15),
    g("hardly any days", 4, 1, 2, 0.5, 0.3, 0.4, 0.4),
    g("wild", 10, 2, 2, 1.5, 1, 1, 0.6),
    g("no autocorrelation", 10, 3, 2, 0.6, 0.5, 0, 0, correlated = FALSE),
    g("no autocorrelation, few", 8, 2, 0.5, 0.6, 0.2, 0, 0, clip = 1, correlated = FALSE))

# Sets are run at once, and written in order.
text <- parallel::mclapply(seq_along(sets), function(i)
    paste(capture.output(run(sets[[i]], 1000 * i)), collapse = "\n"), mc.cores = 2,
    mc.preschedule = FALSE)
cat(sprintf('{"made_by":"jags.R","jags":"%s","rjags":"%s","iterations":%d,"chains":4,\n',
            jags.version(), packageVersion("rjags"), iterations))
cat(sprintf('"trend_sd":%s,"share_sd":%s,"sets":[\n', number(trend_sd), number(share_sd)))
cat(paste(unlist(text), collapse = ",\n"))
cat("\n]}\n")
