#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The motoneurons of doc/model.md in Brian2, for bench-nerve.

brian_run.py FOLDER CELLS STEP_MS METHOD WATCHED

Cell k of n has the size k / (n - 1); it rests for 300 ms and then has a current of 8 + 20 times its
size in nA for one second. C++ is generated into FOLDER (Brian2's fastest way), compiled for this
processor, and run on one thread. Prints "cpu_s", what the program took (the quickest of three runs),
then the spikes of WATCHED cells spread over all: "spike CELL TIME_MS". Ends with 77 and a reason when
Brian2 is not there.
"""

import logging
import os
import resource
import sys
import warnings

warnings.simplefilter("ignore")
try:
    import brian2 as b2
    import numpy as np
except ImportError as reason:
    print("skipped:", reason)
    sys.exit(77)

EQUATIONS = """
dVs/dt = (-gna*m*m*m*h*(Vs - 50) - (gkf*n*n*n*n + gks*q*q)*(Vs + 80) - gls*(Vs + 70)
          - gc*(Vs - Vd) + stim*int(t > 300*ms))/cs/ms : 1
dVd/dt = (-gca*p*(Vd - 70) - gld*(Vd + 70) - gc*(Vd - Vs))/cd/ms : 1
u = Vs + 70 : 1
dm/dt = (1.6/exprel((13 - u)/5)*(1 - m) - 1.4/exprel((u - 40)/5)*m)/ms : 1
dh/dt = (0.128*exp((17 - u)/18)*(1 - h) - 4/(exp((40 - u)/5) + 1)*h)/ms : 1
dn/dt = (0.16/exprel((15 - u)/5)*(1 - n) - 0.5*exp((10 - u)/40)*n)/ms : 1
dq/dt = (3.5/(exp((55 - u)/4) + 1)*(1 - q) - 0.025*q)/ms : 1
dp/dt = (1/(1 + exp(-(Vd + 55)/5)) - p)/(45*ms) : 1
gna : 1 (constant)
gkf : 1 (constant)
gks : 1 (constant)
gls : 1 (constant)
gc : 1 (constant)
cs : 1 (constant)
gca : 1 (constant)
gld : 1 (constant)
cd : 1 (constant)
stim : 1 (constant)
"""


def mix(small, large, size):
    return small + (large - small) * size


def set_cells(group, count):
    """Geometry and conductances, in uS and nF (areas in cm2, densities in mS/cm2)."""
    x = np.arange(count) / (count - 1)
    rs, ls = mix(38.75e-4, 56.5e-4, x), mix(77.5e-4, 113e-4, x)
    rd, ld = mix(20.75e-4, 46.25e-4, x), mix(0.55, 1.06, x)
    soma, dendrite = 2 * np.pi * rs * ls, 2 * np.pi * rd * ld
    group.gna = 30e3 * soma
    group.gkf = mix(4e3, 0.5e3, x) * soma
    group.gks = mix(16e3, 4e3, x) * soma
    group.gls = 1e3 / mix(1.15, 0.65, x) * soma
    group.cs = 1e3 * soma
    group.gca = 0.2 * mix(38, 12, x) * dendrite
    group.gld = 1e3 / mix(14.4, 6.05, x) * dendrite
    group.cd = 1e3 * dendrite
    group.gc = 2e6 / (70 * ld / (np.pi * rd**2) + 70 * ls / (np.pi * rs**2))
    group.stim = 8 + 20 * x


def set_gates(group):
    """Steady states at rest, -70 mV."""
    group.Vs = group.Vd = -70

    def rate(v, x):
        return x / np.expm1(x) * v

    am, bm = rate(1.6, 13 / 5), rate(1.4, -40 / 5)
    ah, bh = 0.128 * np.exp(17 / 18), 4 / (np.exp(40 / 5) + 1)
    an, bn = rate(0.16, 15 / 5), 0.5 * np.exp(10 / 40)
    aq, bq = 3.5 / (np.exp(55 / 4) + 1), 0.025
    group.m, group.h, group.n, group.q = (a / (a + b) for a, b in
                                          ((am, bm), (ah, bh), (an, bn), (aq, bq)))
    group.p = 1 / (1 + np.exp(15 / 5))


def run(place):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    b2.device.run(place, with_output=False, run_args=[])
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def main():
    folder, count, step, method, watched = sys.argv[1:6]
    count, watched = int(count), int(watched)
    logging.disable(logging.WARNING)
    b2.prefs.devices.cpp_standalone.openmp_threads = 0
    b2.set_device("cpp_standalone", build_on_run=False)
    b2.defaultclock.dt = float(step) * b2.ms
    group = b2.NeuronGroup(count, EQUATIONS, method=method, threshold="Vs > -20",
                           refractory="Vs > -20")
    set_cells(group, count)
    set_gates(group)
    spikes = b2.SpikeMonitor(group)
    b2.run(1.3 * b2.second)
    place = os.path.join(folder, "brian_" + method)
    b2.device.build(directory=place, compile=True, run=False, with_output=False)
    print("cpu_s", min(run(place) for _ in range(3)))
    cells, times = np.asarray(spikes.i), np.asarray(spikes.t / b2.ms)
    for k in range(watched):
        cell = k * (count - 1) // (watched - 1)
        for t in times[cells == cell]:
            print("spike", k, t)


main()
