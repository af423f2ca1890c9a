: SPDX-License-Identifier: GPL-3.0-or-later
: Dendrite of the motoneuron of doc/model.md for NEURON: persistent inward current and leak. As
: usual_soma.mod.
NEURON {
    SUFFIX usual_dendrite
    NONSPECIFIC_CURRENT i
    RANGE gca, gl
    GLOBAL pinf
}
UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S) = (siemens)
}
PARAMETER {
    gca = 0.000038 (S/cm2)
    gl = 0.00007 (S/cm2)
}
STATE { p }
ASSIGNED {
    v (mV)
    i (mA/cm2)
    pinf
}
INITIAL {
    rates(v)
    p = pinf
}
BREAKPOINT {
    SOLVE states METHOD cnexp
    i = gca*p*(v - 70) + gl*(v + 70)
}
DERIVATIVE states {
    rates(v)
    p' = (pinf - p)/45
}
PROCEDURE rates(v (mV)) {
    TABLE pinf FROM -120 TO 80 WITH 2000
    pinf = 1/(1 + exp(-(v + 55)/5))
}
