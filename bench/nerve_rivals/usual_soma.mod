: SPDX-License-Identifier: GPL-3.0-or-later
: Soma of the motoneuron of doc/model.md for NEURON, as models for NEURON are usually written: steady
: states and time constants from tables, the step by cnexp, which works out an exponential a gate.
NEURON {
    SUFFIX usual_soma
    NONSPECIFIC_CURRENT i
    RANGE gna, gkf, gks, gl, stim
    GLOBAL minf, hinf, ninf, qinf, mtau, htau, ntau, qtau
}
UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S) = (siemens)
}
PARAMETER {
    gna = 0.030 (S/cm2)
    gkf = 0.004 (S/cm2)
    gks = 0.016 (S/cm2)
    gl = 0.0009 (S/cm2)
    stim = 0 (mA/cm2)
}
STATE { m h n q }
ASSIGNED {
    v (mV)
    i (mA/cm2)
    minf hinf ninf qinf
    mtau htau ntau qtau
}
INITIAL {
    rates(v)
    m = minf
    h = hinf
    n = ninf
    q = qinf
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    i = gna*m*m*m*h*(v - 50) + (gkf*n*n*n*n + gks*q*q)*(v + 80) + gl*(v + 70) - stim
}
DERIVATIVE states {
    rates(v)
    m' = (minf - m)/mtau
    h' = (hinf - h)/htau
    n' = (ninf - n)/ntau
    q' = (qinf - q)/qtau
}
FUNCTION ratio(x) {
    if (fabs(x) < 1e-4) {
        ratio = 1 - x/2
    } else {
        ratio = x/(exp(x) - 1)
    }
}
PROCEDURE rates(v (mV)) {
    LOCAL a, b, u
    TABLE minf, mtau, hinf, htau, ninf, ntau, qinf, qtau FROM -120 TO 80 WITH 2000
    u = v + 70
    a = 1.6*ratio((13 - u)/5)
    b = 1.4*ratio((u - 40)/5)
    minf = a/(a + b)
    mtau = 1/(a + b)
    a = 0.128*exp((17 - u)/18)
    b = 4/(exp((40 - u)/5) + 1)
    hinf = a/(a + b)
    htau = 1/(a + b)
    a = 0.16*ratio((15 - u)/5)
    b = 0.5*exp((10 - u)/40)
    ninf = a/(a + b)
    ntau = 1/(a + b)
    a = 3.5/(exp((55 - u)/4) + 1)
    b = 0.025
    qinf = a/(a + b)
    qtau = 1/(a + b)
}
