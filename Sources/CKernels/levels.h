#pragma once
// The kernels of each level, and the choice between them.
#include "CKernels.h"

#define DECLARE_LEVEL(level)                                                                                           \
    void bw_##level##_add_product(size_t, size_t, const double *const *, size_t, const double *, const double *,       \
                                  double *);                                                                           \
    void bw_##level##_add_transposed_product(size_t, size_t, const double *const *, size_t, const double *,            \
                                             const double *, const double *, double *);                                \
    void bw_##level##_add_product_twofold(size_t, size_t, const double *const *, size_t, const double *,               \
                                          const double *, double *, double *);                                         \
    void bw_##level##_add_transposed_product_twofold(size_t, size_t, const double *const *, size_t, const double *,    \
                                                     const double *, double *, double *);                              \
    void bw_##level##_scale_block(size_t, size_t, const double *const *, size_t, const double *, const double *,       \
                                  const double *, double *, size_t);                                                   \
    void bw_##level##_add_gram(size_t, size_t, const double *, size_t, double *);                                      \
    void bw_##level##_multiply_upper(size_t, size_t, const double *, size_t, const double *, double *);                \
    double bw_##level##_logistic(size_t, const double *, const double *, const double *, double *, double *);          \
    void bw_##level##_sigmoid(size_t, const double *, double *);                                                       \
    void bw_##level##_softplus(size_t, const double *, double *);                                                      \
    void bw_##level##_square_root(size_t, const double *, double *);                                                   \
    bw_moments_t bw_##level##_moments(size_t, const double *, const double *, double);

DECLARE_LEVEL(portable)
#if defined(__x86_64__)
DECLARE_LEVEL(avx2)
DECLARE_LEVEL(avx512)
#define DISPATCH(level, function, ...)                                         \
    ((level) == BW_AVX512 ? bw_avx512_##function(__VA_ARGS__)                  \
     : (level) == BW_AVX2 ? bw_avx2_##function(__VA_ARGS__)                    \
                          : bw_portable_##function(__VA_ARGS__))
#else
#define DISPATCH(level, function, ...) bw_portable_##function(__VA_ARGS__)
#endif
