/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which kernels of motoneurons there are. */
#include "nerve/kernels/cells.h"

size_t phil_cell_kernels(struct phil_cell_kernel kernel[PHIL_MOST_CELL_KERNELS])
{
    size_t n = 0;
    kernel[n++] = (struct phil_cell_kernel){"c", phil_cells_c};
#if defined(PHIL_HAVE_AVX2)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        kernel[n++] = (struct phil_cell_kernel){"avx2", phil_cells_avx2};
#if defined(PHIL_HAVE_AVX512)
    if (n == 2 && __builtin_cpu_supports("avx512f"))
        kernel[n++] = (struct phil_cell_kernel){"avx512", phil_cells_avx512};
#endif
#elif defined(PHIL_HAVE_NEON)
    kernel[n++] = (struct phil_cell_kernel){"neon", phil_cells_neon}; /* every aarch64 has it */
#endif
    return n;
}
