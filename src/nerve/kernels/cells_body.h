/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one text of the motoneuron (doc/model.md, "Motoneurons" and "Numerical method"). Included by
 * the kernel of each instruction set, which defines before:
 *   LANES, V (LANES floats), U (LANES words of 32 bits), M (LANES truths), INLINE
 *   v_load v_store v_set v_add v_sub v_mul v_div v_sqrt v_max v_min
 *   v_fma(a, b, c) = ab + c and v_fnma(a, b, c) = c - ab, rounded once
 *   v_less(a, b), v_choose(m, a, b) = m ? a : b
 *   m_rises(was_below, is_below): not 0 if any lane was and no longer is
 *   v_from_i(u) (signed), v_bits(v), v_of(u)
 *   u_load u_set u_add u_sub u_mul u_xor u_or, u_left u_right u_right_signed by a constant
 * and after it the kernel that calls run().
 *
 * One step of dt, k = dt/2 (Hines' staggering: gates stand between potentials):
 *   1. rates from V(t); gates from t - k to t + k. With rates as quotients alpha = A/P, beta = B/P
 *      over one denominator and s = k (A + B), n by the trapezoid rule
 *        x <- x + 2 (k A - s x) / (P + s): one division a gate, none for its rates;
 *      m (whose rates reach 30 /ms), h and q by Pade's next approximation to the exponential
 *        x <- x + 2 (k A - s x) P / (P^2 + s P + s^2/3).
 *      p and Ca, which are slow, by two steps at once where these fit into a tick.
 *   2. potentials from t to t + dt by Crank-Nicolson: an implicit half step of the two
 *      compartments, solved in closed form, then V <- 2 V(t + k) - V.
 * Of v = Vs - E_L three exponentials of the model are powers of F = e^(-v/40): e^(-v/5) = F^8,
 * e^(-v/4) = F^10. x/(e^x - 1) is the pair (x, e^x - 1), and (1, 1 + x/2 + x^2/6) near 0.
 *
 * Fails: potentials are held within -60 to 200 mV of E_L, which nothing but currents that no cell
 * would survive can reach.
 */

/* 2^y for y between -126 and 126. The polynomials are minimax on [-1/2, 1/2] in relative error,
 * with constant 1: degree 4 to 2.8e-6, degree 5 to 9e-8 (fitted by Lawson's iteration for
 * philtrum). Adding 3 * 2^22 rounds to a whole number and leaves it in the lowest bits. */
#define ROUNDER 12582912.0f

static INLINE V exp2_scaled(V poly, V rounded)
{
    return v_of(u_add(v_bits(poly), u_left(v_bits(rounded), 23)));
}

static INLINE V exp2_4(V y)
{
    const V rounded = v_add(y, v_set(ROUNDER));
    const V f = v_sub(y, v_sub(rounded, v_set(ROUNDER)));
    V p = v_fma(v_set(0.009582852944731712f), f, v_set(0.055906426161527634f));
    p = v_fma(p, f, v_set(0.24024099111557007f));
    p = v_fma(p, f, v_set(0.6931241750717163f));
    return exp2_scaled(v_fma(p, f, v_set(1)), rounded);
}

/* 2^(c v); c v is not rounded before its whole part is taken off. */
static INLINE V exp2_5(V v, float c)
{
    const V rounded = v_fma(v, v_set(c), v_set(ROUNDER));
    const V f = v_fma(v, v_set(c), v_sub(v_set(ROUNDER), rounded));
    V p = v_fma(v_set(0.001326472731307149f), f, v_set(0.009671512991189957f));
    p = v_fma(p, f, v_set(0.05550733581185341f));
    p = v_fma(p, f, v_set(0.24022242426872253f));
    p = v_fma(p, f, v_set(0.6931470036506653f));
    return exp2_scaled(v_fma(p, f, v_set(1)), rounded);
}

/* Mixes 32 bits: MurmurHash3's finaliser (Appleby 2011, public domain). */
static INLINE U mix(U x)
{
    x = u_mul(u_xor(x, u_right(x, 16)), u_set(0x85ebca6bu));
    x = u_mul(u_xor(x, u_right(x, 13)), u_set(0xc2b2ae35u));
    return u_xor(x, u_right(x, 16));
}

/* -2 ln of a number in (0, 1): the exponent, and the logarithm of the rest in [sqrt(1/2), sqrt 2)
 * by the series of the inverse hyperbolic tangent (minimax, 1e-9). */
static INLINE V minus_2_log(V x)
{
    const U exponent = u_right_signed(u_sub(v_bits(x), u_set(0x3f3504f3u)), 23);
    const V rest = v_of(u_sub(v_bits(x), u_left(exponent, 23)));
    const V t = v_div(v_sub(rest, v_set(1)), v_add(rest, v_set(1)));
    const V t2 = v_mul(t, t);
    V p = v_fma(v_set(0.14935681223869324f), t2, v_set(0.19988779723644257f));
    p = v_fma(p, t2, v_set(0.3333338797092438f));
    p = v_fma(p, t2, v_set(1));
    return v_fma(v_from_i(exponent), v_set(-1.3862943611198906f), v_mul(v_mul(t, p), v_set(-4)));
}

/* A standard normal number for each lane (Box and Muller 1958, doi:10.1214/aoms/1177706645), from
 * 23 bits for the radius (at most 5.77) and 24 for the angle. */
static INLINE V normal(const struct phil_cell_block *block, size_t lane, uint32_t counter)
{
    const U first = mix(u_add(u_set(counter * 0x9e3779b9u), u_load(block->key[0] + lane)));
    const U second = mix(u_add(first, u_load(block->key[1] + lane)));
    const U third = mix(u_add(second, u_load(block->key[0] + lane)));
    const V uniform = v_mul(v_from_i(u_or(u_right(second, 8), u_set(1))), v_set(0x1p-24f));
    const V turn = v_mul(v_from_i(u_right_signed(third, 8)), v_set(0x1p-24f));
    const V radius = v_sqrt(minus_2_log(uniform));
    /* cos(2 pi turn) = sin(2 pi (1/4 - |turn|)), odd minimax polynomial, 5e-9 */
    const V b = v_sub(v_set(0.25f), v_max(turn, v_sub(v_set(0), turn)));
    const V b2 = v_mul(b, b);
    V p = v_fma(v_set(39.71091842651367f), b2, v_set(-76.57498931884766f));
    p = v_fma(p, b2, v_set(81.60223388671875f));
    p = v_fma(p, b2, v_set(-41.341678619384766f));
    p = v_fma(p, b2, v_set(6.2831854820251465f));
    return v_mul(radius, v_mul(p, b));
}

/* x/(e^x - 1) as a quotient, given what e^x - 1 is multiplied by (1, or e^-x) and the product. */
struct quotient {
    V over, under;
};

static INLINE struct quotient linoid(V x, V times_x, V under)
{
    const M near = v_less(v_max(x, v_sub(v_set(0), x)), v_set(0.03f));
    const V series = v_fma(v_fma(x, v_set(1.0f / 6), v_set(0.5f)), x, v_set(1));
    return (struct quotient){v_choose(near, v_set(1), times_x), v_choose(near, series, under)};
}

/* LANES cells, in registers. */
struct cells {
    V vs, vd, m, h, n, q, p, ca;
};

/* Where a step finds what does not change. */
struct fixed {
    const struct phil_cell_block *block;
    size_t lane;
    const float *constant;
};

static INLINE V parameter(const struct fixed *fixed, int which)
{
    return v_load(fixed->block->parameter[which] + fixed->lane);
}

static INLINE V constant(const struct fixed *fixed, int which)
{
    return v_set(fixed->constant[which]);
}

/* What a gate x moves by from half a step before to half a step after, of rates a/under and b/under
 * times half a step: trapezoid, the (1, 1) approximation of Pade to the exponential. */
static INLINE V gate(V x, V a, V b, V under)
{
    const V both = v_add(a, b);
    const V to = v_fnma(both, x, a);
    return v_add(x, v_div(v_add(to, to), v_add(under, both)));
}

/* The same by the (2, 2) approximation. */
static INLINE V fast_gate(V x, V a, V b, V under)
{
    const V both = v_add(a, b);
    const V to = v_mul(v_fnma(both, x, a), under);
    const V part = v_fma(both, v_fma(both, v_set(1.0f / 3), under), v_mul(under, under));
    return v_add(x, v_div(v_add(to, to), part));
}

static INLINE void soma_gates(struct cells *c, const struct fixed *fixed)
{
    const V v = c->vs, one = v_set(1);
    const V f = exp2_5(v, -0.0360673760222241f); /* e^(-v/40) */
    const V f2 = v_mul(f, f), f4 = v_mul(f2, f2), f8 = v_mul(f4, f4), f10 = v_mul(f8, f2);
    const V e40 = v_mul(f8, v_set(2980.9579870417283f)); /* e^((40 - v)/5) */
    const V x13 = v_fma(v, v_set(-0.2f), v_set(2.6f));   /* (13 - v)/5 */
    const V x15 = v_add(x13, v_set(0.4f)), x40 = v_sub(v_set(-5.4f), x13);

    const struct quotient a = linoid(x13, x13, v_fma(f8, v_set(13.463738035001690f), v_set(-1)));
    const struct quotient b = linoid(x40, v_mul(x40, e40), v_sub(one, e40));
    const V m_a = v_mul(constant(fixed, PHIL_STEP_M_A), v_mul(a.over, b.under));
    const V m_b = v_mul(constant(fixed, PHIL_STEP_M_B), v_mul(b.over, a.under));
    c->m = fast_gate(c->m, m_a, m_b, v_mul(a.under, b.under));

    /* e^(-v/18), with everything it is multiplied by */
    const V g = exp2_4(v_fma(v, v_set(-0.0801497244938313f), constant(fixed, PHIL_STEP_H_A)));
    const V h_under = v_add(one, e40);
    c->h = fast_gate(c->h, v_mul(g, h_under), constant(fixed, PHIL_STEP_H_B), h_under);

    const struct quotient n = linoid(x15, x15, v_fma(f8, v_set(20.085536923187668f), v_set(-1)));
    c->n = gate(c->n, v_mul(constant(fixed, PHIL_STEP_N_A), n.over),
                v_mul(v_mul(constant(fixed, PHIL_STEP_N_B), f), n.under), n.under);

    const V q_under = v_fma(f10, v_set(936589.1582054084f), one); /* e^((55 - v)/4) + 1 */
    c->q = fast_gate(c->q, constant(fixed, PHIL_STEP_Q_A),
                     v_mul(constant(fixed, PHIL_STEP_Q_B), q_under), q_under);
}

static INLINE void dendrite_gates(struct cells *c, const struct fixed *fixed, bool bursting)
{
    const V e = exp2_4(v_fma(c->vd, v_set(-0.2885390081777927f), parameter(fixed, PHIL_CELL_V_P)));
    const V before = c->p;
    c->p = v_fma(constant(fixed, PHIL_STEP_P), before,
                 v_div(constant(fixed, PHIL_STEP_P_1), v_add(v_set(1), e)));
    if (!bursting)
        return;
    const V p = v_mul(v_set(0.5f), v_add(before, c->p));
    const V in = v_mul(v_mul(parameter(fixed, PHIL_CELL_CA_IN), p), v_sub(v_set(140), c->vd));
    c->ca = v_fma(constant(fixed, PHIL_STEP_CA), c->ca, in);
}

/* Both potentials by a step; current in mV, drive a conductance, drive_70 that times E_E - E_L,
 * pull the conductance of an axon that fires into the soma. */
static INLINE void potentials(struct cells *c, const struct fixed *fixed, V current, V drive,
                              V drive_70, V pull, bool bursting, bool pulsed)
{
    const V na =
        v_mul(parameter(fixed, PHIL_CELL_G_NA), v_mul(v_mul(c->m, c->m), v_mul(c->m, c->h)));
    const V n2 = v_mul(c->n, c->n);
    const V kf = v_mul(parameter(fixed, PHIL_CELL_G_KF), v_mul(n2, n2));
    const V k = v_fma(parameter(fixed, PHIL_CELL_G_KS), v_mul(c->q, c->q), kf);
    const V e_k = parameter(fixed, PHIL_CELL_E_K);
    V to_s = v_add(v_add(parameter(fixed, PHIL_CELL_ONE_S), na), k);
    V from_s = v_fma(na, v_set(120), v_fma(k, e_k, v_add(current, c->vs)));
    const V ca = v_mul(parameter(fixed, PHIL_CELL_G_CA), c->p);
    V to_d = v_add(v_add(parameter(fixed, PHIL_CELL_ONE_D), ca), drive);
    V from_d = v_fma(ca, v_set(140), v_add(drive_70, c->vd));
    if (pulsed) {
        to_s = v_add(to_s, pull);
        from_s = v_fma(pull, v_set(PHIL_CELL_AXON_MV), from_s);
    }
    if (bursting) {
        const V kca =
            v_div(v_mul(parameter(fixed, PHIL_CELL_G_KCA), c->ca), v_add(c->ca, v_set(0.5f)));
        to_d = v_add(to_d, kca);
        from_d = v_fma(kca, e_k, from_d);
    }
    const V c_s = parameter(fixed, PHIL_CELL_C_S), c_d = parameter(fixed, PHIL_CELL_C_D);
    const V twice = v_div(v_set(2), v_fnma(c_s, c_d, v_mul(to_s, to_d)));
    const V vs = v_mul(v_fma(c_s, from_d, v_mul(from_s, to_d)), twice);
    const V vd = v_mul(v_fma(c_d, from_s, v_mul(from_d, to_s)), twice);
    c->vs = v_min(v_max(v_sub(vs, c->vs), v_set(-60)), v_set(200));
    c->vd = v_min(v_max(v_sub(vd, c->vd), v_set(-60)), v_set(200));
}

/* The rare part of a step: writes down which lanes crossed. */
static __attribute__((noinline)) size_t crossed(struct phil_crossing *list, size_t n, uint32_t step,
                                                size_t lane, const float *before,
                                                const float *after)
{
    for (size_t i = 0; i < LANES; i++)
        if (before[i] < 50 && !(after[i] < 50))
            list[n++] = (struct phil_crossing){(uint16_t)step, (uint16_t)(lane + i),
                                               (50 - before[i]) / (after[i] - before[i])};
    return n;
}

/* The pull of the axon in step `step` of the call, a conductance, for the part of the step that
 * lies between begin and end. */
static INLINE V incoming(const struct phil_cell_job *job, const struct fixed *fixed, uint32_t step)
{
    const V at = v_set((float)step), next = v_set((float)(step + 1));
    const V from = v_max(v_load(job->pulse[0] + fixed->lane), at);
    const V to = v_min(v_load(job->pulse[1] + fixed->lane), next);
    return v_mul(parameter(fixed, PHIL_CELL_PULSE), v_max(v_sub(to, from), v_set(0)));
}

static INLINE struct cells load(const struct phil_cell_block *block, size_t lane)
{
    return (struct cells){
        v_load(block->state[PHIL_CELL_VS] + lane), v_load(block->state[PHIL_CELL_VD] + lane),
        v_load(block->state[PHIL_CELL_M] + lane),  v_load(block->state[PHIL_CELL_H] + lane),
        v_load(block->state[PHIL_CELL_N] + lane),  v_load(block->state[PHIL_CELL_Q] + lane),
        v_load(block->state[PHIL_CELL_P] + lane),  v_load(block->state[PHIL_CELL_CA] + lane)};
}

static INLINE void store(struct phil_cell_block *block, size_t lane, const struct cells *c)
{
    v_store(block->state[PHIL_CELL_VS] + lane, c->vs);
    v_store(block->state[PHIL_CELL_VD] + lane, c->vd);
    v_store(block->state[PHIL_CELL_M] + lane, c->m);
    v_store(block->state[PHIL_CELL_H] + lane, c->h);
    v_store(block->state[PHIL_CELL_N] + lane, c->n);
    v_store(block->state[PHIL_CELL_Q] + lane, c->q);
    v_store(block->state[PHIL_CELL_P] + lane, c->p);
    v_store(block->state[PHIL_CELL_CA] + lane, c->ca);
}

/* The drive of a tick, a conductance; the noise by the exact recursion of Ornstein and Uhlenbeck.
 */
static INLINE V next_drive(const struct phil_cell_job *job, const struct fixed *fixed, V *xi,
                           uint32_t tick)
{
    V drive = v_set(job->mean[tick]);
    if (job->spread[tick] != 0) {
        const V z = normal(fixed->block, fixed->lane, job->tick + tick);
        *xi = v_fma(constant(fixed, PHIL_STEP_XI), *xi, v_mul(constant(fixed, PHIL_STEP_XI_1), z));
        drive = v_fma(v_set(job->spread[tick]), *xi, drive);
    }
    return v_mul(parameter(fixed, PHIL_CELL_G_E), v_max(drive, v_set(0)));
}

static INLINE size_t run_lanes(const struct phil_cell_job *job, size_t lane, size_t n,
                               bool bursting, bool pulsed)
{
    const struct fixed fixed = {job->block, lane, job->constant};
    struct cells c = load(job->block, lane);
    V xi = v_load(job->block->state[PHIL_CELL_XI] + lane);
    M below = v_less(c.vs, v_set(50));
    const uint32_t slow = job->slow_steps - 1; /* p and Ca move where s has no such bit */
    uint32_t step = 0;
    for (uint32_t tick = 0; tick < job->n_ticks; tick++) {
        const V drive = next_drive(job, &fixed, &xi, tick);
        const V drive_70 = v_mul(drive, v_set(70));
        for (uint32_t s = 0; s < job->steps; s++, step++) {
            const V before = c.vs;
            soma_gates(&c, &fixed);
            if (!(s & slow))
                dendrite_gates(&c, &fixed, bursting);
            const V pull = pulsed ? incoming(job, &fixed, step) : v_set(0);
            potentials(&c, &fixed, parameter(&fixed, PHIL_CELL_I_S), drive, drive_70, pull,
                       bursting, pulsed);
            const M now = v_less(c.vs, v_set(50));
            if (__builtin_expect(m_rises(below, now), 0)) {
                float was[LANES], is[LANES];
                v_store(was, before);
                v_store(is, c.vs);
                n = crossed(job->crossing, n, step, lane, was, is);
            }
            below = now;
        }
    }
    store(job->block, lane, &c);
    v_store(job->block->state[PHIL_CELL_XI] + lane, xi);
    return n;
}

/* Four copies, so that the common one pays for nothing rare. */
static INLINE size_t run(const struct phil_cell_job *job)
{
    size_t n = 0;
    for (size_t lane = 0; lane < job->lanes; lane += LANES)
        if (job->bursting)
            n = job->pulse ? run_lanes(job, lane, n, true, true)
                           : run_lanes(job, lane, n, true, false);
        else
            n = job->pulse ? run_lanes(job, lane, n, false, true)
                           : run_lanes(job, lane, n, false, false);
    return n;
}
