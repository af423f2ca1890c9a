/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses kernels: C first, then whatever the processor does better. */
#include "motion/kernels/kernels.h"

enum phil_cpu_level phil_cpu_level(void)
{
#if defined(PHIL_HAVE_AVX2)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return PHIL_CPU_VECTORS;
#elif defined(PHIL_HAVE_NEON)
    return PHIL_CPU_VECTORS; /* part of every aarch64 processor */
#endif
    return PHIL_CPU_C;
}

void phil_motion_kernels_init(struct phil_motion_kernels *kernels, enum phil_cpu_level level)
{
    kernels->project_u8 = phil_project_u8_c;
    kernels->project_u16 = phil_project_u16_c;
#if defined(PHIL_HAVE_AVX2)
    if (level >= PHIL_CPU_VECTORS) {
        kernels->project_u8 = phil_project_u8_avx2;
        kernels->project_u16 = phil_project_u16_avx2;
    }
#elif defined(PHIL_HAVE_NEON)
    if (level >= PHIL_CPU_VECTORS) {
        kernels->project_u8 = phil_project_u8_neon;
        kernels->project_u16 = phil_project_u16_neon;
    }
#endif
}
