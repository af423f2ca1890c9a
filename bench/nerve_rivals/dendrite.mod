: SPDX-License-Identifier: GPL-3.0-or-later
: Dendrite of the motoneuron of doc/model.md for NEURON: persistent inward current and leak. As
: soma.mod.
NEURON {
    SUFFIX dendrite
    NONSPECIFIC_CURRENT i
    RANGE gca, gl
    GLOBAL pinf, pdec
}
UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S) = (siemens)
}
PARAMETER {
    gca = 0.000038 (S/cm2)
    gl = 0.00007 (S/cm2)
    dt (ms)
}
STATE { p }
ASSIGNED {
    v (mV)
    i (mA/cm2)
    pinf pdec
}
INITIAL {
    rates(v)
    p = pinf
}
BREAKPOINT {
    SOLVE advance
    i = gca*p*(v - 70) + gl*(v + 70)
}
PROCEDURE advance() {
    rates(v)
    p = p + pdec*(pinf - p)
}
PROCEDURE rates(v (mV)) {
    TABLE pinf, pdec DEPEND dt FROM -120 TO 80 WITH 2000
    pinf = 1/(1 + exp(-(v + 55)/5))
    pdec = 1 - exp(-dt/45)
}
