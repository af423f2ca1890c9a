#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The motoneurons of doc/model.md in NEURON, for bench-nerve.

neuron_run.py FOLDER CELLS STEP_MS MECHANISM TABLES WATCHED

Cell k of n has the size k / (n - 1); it rests for 300 ms and then has a current of 8 + 20 times its
size in nA for one second. MECHANISM is "" (soma.mod, dendrite.mod) or "usual_"; TABLES 1 or 0. One
thread, Crank-Nicolson, arrays made for the cache. Mechanisms are compiled into FOLDER when they are
not there. Prints "cpu_s", what the 1.3 s took (the quickest of three runs), then the spikes of WATCHED
cells spread over all: "spike CELL TIME_MS". Ends with 77 and a reason when NEURON or what compiles
for it is not there.
"""

import math
import os
import subprocess
import sys
import time

try:
    from neuron import h
except ImportError as reason:
    print("skipped:", reason)
    sys.exit(77)

HERE = os.path.dirname(os.path.abspath(__file__))
UNITS = "/usr/share/nrn/lib/nrnunits.lib"
NAMES = ("soma", "dendrite", "usual_soma", "usual_dendrite")


def compile_mechanisms(folder):
    """As nrnivmodl does, with the compiler's best: Debian 12's nrnivmodl does not find its
    makefile."""
    library = os.path.join(folder, "mechanisms.so")
    if os.path.exists(library):
        return library
    env = dict(os.environ, MODLUNIT=UNITS)
    for name in NAMES:
        subprocess.run(["nocmodl", name + ".mod", "-o", folder], cwd=HERE, env=env, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(os.path.join(folder, "register.c"), "w", encoding="ascii") as file:
        file.writelines("extern void _%s_reg(void);\n" % name for name in NAMES)
        file.write("void modl_reg(void) { %s }\n" % " ".join("_%s_reg();" % n for n in NAMES))
    sources = [os.path.join(folder, name + ".c") for name in NAMES + ("register",)]
    subprocess.run(["cc", "-O3", "-march=native", "-w", "-fPIC", "-shared", "-DHAVE_CONFIG_H",
                    *sources, "-L/usr/lib/nrn", "-lnrniv", "-Wl,-rpath,/usr/lib/nrn", "-o",
                    library], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return library


def mix(small, large, size):
    return small + (large - small) * size


def make_cell(k, count, mechanism):
    x = k / (count - 1)
    soma, dendrite = h.Section(name="soma%d" % k), h.Section(name="dendrite%d" % k)
    soma.L, soma.diam = mix(77.5, 113, x), 2 * mix(38.75, 56.5, x)
    dendrite.L, dendrite.diam = mix(5500, 10600, x), 2 * mix(20.75, 46.25, x)
    for section in (soma, dendrite):
        section.nseg, section.Ra, section.cm = 1, 70, 1
    dendrite.connect(soma(1), 0)
    soma.insert(mechanism + "soma")
    dendrite.insert(mechanism + "dendrite")
    s = getattr(soma(0.5), mechanism + "soma")
    s.gna = 0.030
    s.gkf, s.gks = mix(0.004, 0.0005, x), mix(0.016, 0.004, x)
    s.gl = 1e-3 / mix(1.15, 0.65, x)
    d = getattr(dendrite(0.5), mechanism + "dendrite")
    d.gca = 0.2e-3 * mix(0.038, 0.012, x)
    d.gl = 1e-3 / mix(14.4, 6.05, x)
    detector = h.NetCon(soma(0.5)._ref_v, None, sec=soma)
    detector.threshold = -20
    times = h.Vector()
    detector.record(times)
    stim = (8 + 20 * x) * 1e-6 / (math.pi * soma.L * soma.diam * 1e-8)
    return soma, dendrite, s, stim, detector, times


def run(parallel, cells):
    for cell in cells:
        cell[2].stim = 0
    h.finitialize(-70)
    start = time.process_time()
    parallel.psolve(300)
    for cell in cells:
        cell[2].stim = cell[3]
    parallel.psolve(1300)
    return time.process_time() - start


def main():
    folder, count, step, mechanism, tables, watched = sys.argv[1:7]
    count, watched = int(count), int(watched)
    try:
        h.nrn_load_dll(compile_mechanisms(folder))
    except (OSError, subprocess.CalledProcessError) as reason:
        print("skipped:", reason)
        sys.exit(77)
    cells = [make_cell(k, count, mechanism) for k in range(count)]
    for name in ("soma", "dendrite"):
        setattr(h, "usetable_" + mechanism + name, int(tables))
    h.CVode().cache_efficient(1)
    parallel = h.ParallelContext()
    parallel.nthread(1)
    parallel.set_maxstep(10)
    h.dt = float(step)
    h.secondorder = 2
    print("cpu_s", min(run(parallel, cells) for _ in range(3)))
    for k in range(watched):
        for t in cells[k * (count - 1) // (watched - 1)][5].to_python():
            print("spike", k, t)


main()
