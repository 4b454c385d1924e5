#pragma once
// Vector kernels of the learner. Every kernel exists at each level; `level` is one that `bw_supports` accepts.
// Designs are columns of doubles reached by `columns[j] + first`; `centre[j]` is subtracted before use, so that a column
// of 1e8 + small keeps its small part. No kernel keeps state, allocates or touches memory beyond the stated lengths.
#include <stddef.h>

enum { BW_PORTABLE = 0, BW_AVX2 = 1, BW_AVX512 = 2 };

// 1 where this processor can run the level.
int bw_supports(int level);

// eta[i] += sum over j of factor[j] * (columns[j][first + i] - centre[j]), i < rows.
void bw_add_product(int level, size_t rows, size_t count, const double *const *columns, size_t first,
                    const double *centre, const double *factor, double *eta);

// out[j] += scale[j] * sum over i of r[i] * (columns[j][first + i] - centre[j]), j < count.
void bw_add_transposed_product(int level, size_t rows, size_t count, const double *const *columns, size_t first,
                               const double *centre, const double *scale, const double *r, double *out);

// The two products above in twice the working precision: values are kept as unevaluated sums high + low, products are
// split without error. For designs whose columns nearly explain each other, where plain sums lose the digits that matter.
void bw_add_product_twofold(int level, size_t rows, size_t count, const double *const *columns, size_t first,
                            const double *centre, const double *factor, double *high, double *low);
void bw_add_transposed_product_twofold(int level, size_t rows, size_t count, const double *const *columns, size_t first,
                                       const double *centre, const double *r, double *high, double *low);

// Rows and columns that `z` must hold for a block of `rows` x `count`: the rest of it is filled with zeros, so that the
// Gram kernel needs no edges.
size_t bw_padded_rows(size_t rows);
size_t bw_padded_columns(size_t count);

// z[i] = root[i], the intercept's column; z[i + (j + 1) * stride] = root[i] * scale[j] * (columns[j][first + i] - centre[j]);
// the padding becomes 0. `z` holds bw_padded_columns(count + 1) columns of `stride` >= bw_padded_rows(rows) doubles.
void bw_scale_block(int level, size_t rows, size_t count, const double *const *columns, size_t first,
                    const double *centre, const double *scale, const double *root, double *z, size_t stride);

// gram[i + j * count] += sum over rows of z_i * z_j for i <= j < count (upper triangle, column-major).
void bw_add_gram(int level, size_t rows, size_t count, const double *z, size_t stride, double *gram);

// out_j = sum over k <= j of t[k * bw_padded_columns(count) + j] * z_k, for blocks `z` and `out` of the same stride and padding
// as above; `t` is upper triangular, row-major, padded with zeros to bw_padded_columns(count) each way.
void bw_multiply_upper(int level, size_t rows, size_t count, const double *z, size_t stride, const double *t,
                       double *out);

// out[i] = sqrt(in[i]).
void bw_square_root(int level, size_t n, const double *in, double *out);

// Logistic loss at eta, one stable evaluation: with t = exp(-|eta|), mu and 1 - mu both come from t.
// residual[i] = w (mu - y), curvature[i] = w mu (1 - mu); returns the sum of w (log(1 + e^eta) - y eta).
// `w` may be NULL for ones. y in [0, 1].
double bw_logistic(int level, size_t n, const double *eta, const double *y, const double *w, double *residual,
                   double *curvature);

// out[i] = 1 / (1 + exp(-x[i])). NaN stays NaN.
void bw_sigmoid(int level, size_t n, const double *x, double *out);

// out[i] = log(1 + exp(x[i])). NaN stays NaN.
void bw_softplus(int level, size_t n, const double *x, double *out);

// Shifted moments of one column about `shift`: sum w, sum w d, sum w d^2, largest |d| with d = x - shift; rows of weight
// 0 count only towards `finite`, which is 0 where some x is NaN or infinite. `w` may be NULL for ones.
typedef struct {
    double weight, sum, squares, largest;
    int finite;
} bw_moments_t;
bw_moments_t bw_moments(int level, size_t n, const double *x, const double *w, double shift);

// Which shared library answers BLAS calls (its path, as the loader knows it), or NULL.
const char *bw_blas_path(void);
// OpenBLAS's own description of itself, or NULL where another library is loaded.
const char *bw_openblas_config(void);
// Sets the BLAS library's own threads; returns 0 where it has no such switch.
int bw_set_blas_threads(int threads);
