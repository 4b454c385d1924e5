#include "levels.h"

int bw_supports(int level) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (level == BW_AVX512)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (level == BW_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
    return level == BW_PORTABLE;
}

// A multiple of every level's width, and of every level's tile in both directions.
size_t bw_padded_rows(size_t rows) { return (rows + 7) / 8 * 8; }
size_t bw_padded_columns(size_t count) { return (count + 11) / 12 * 12; }

void bw_add_product(int level, size_t rows, size_t count, const double *const *columns, size_t first,
                    const double *centre, const double *factor, double *eta) {
    DISPATCH(level, add_product, rows, count, columns, first, centre, factor, eta);
}

void bw_add_transposed_product(int level, size_t rows, size_t count, const double *const *columns, size_t first,
                               const double *centre, const double *scale, const double *r, double *out) {
    DISPATCH(level, add_transposed_product, rows, count, columns, first, centre, scale, r, out);
}

void bw_add_product_twofold(int level, size_t rows, size_t count, const double *const *columns, size_t first,
                            const double *centre, const double *factor, double *high, double *low) {
    DISPATCH(level, add_product_twofold, rows, count, columns, first, centre, factor, high, low);
}

void bw_add_transposed_product_twofold(int level, size_t rows, size_t count, const double *const *columns, size_t first,
                                       const double *centre, const double *r, double *high, double *low) {
    DISPATCH(level, add_transposed_product_twofold, rows, count, columns, first, centre, r, high, low);
}

void bw_scale_block(int level, size_t rows, size_t count, const double *const *columns, size_t first,
                    const double *centre, const double *scale, const double *root, double *z, size_t stride) {
    DISPATCH(level, scale_block, rows, count, columns, first, centre, scale, root, z, stride);
}

void bw_add_gram(int level, size_t rows, size_t count, const double *z, size_t stride, double *gram) {
    DISPATCH(level, add_gram, rows, count, z, stride, gram);
}

void bw_multiply_upper(int level, size_t rows, size_t count, const double *z, size_t stride, const double *t,
                       double *out) {
    DISPATCH(level, multiply_upper, rows, count, z, stride, t, out);
}

double bw_logistic(int level, size_t n, const double *eta, const double *y, const double *w, double *residual,
                   double *curvature) {
    return DISPATCH(level, logistic, n, eta, y, w, residual, curvature);
}

void bw_sigmoid(int level, size_t n, const double *x, double *out) { DISPATCH(level, sigmoid, n, x, out); }
void bw_softplus(int level, size_t n, const double *x, double *out) { DISPATCH(level, softplus, n, x, out); }
void bw_square_root(int level, size_t n, const double *in, double *out) { DISPATCH(level, square_root, n, in, out); }

bw_moments_t bw_moments(int level, size_t n, const double *x, const double *w, double shift) {
    return DISPATCH(level, moments, n, x, w, shift);
}
