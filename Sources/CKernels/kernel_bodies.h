// The kernels, written once with clang vector extensions. Each level includes this file with
//   NAME(x)        the level's function name
//   WIDTH          doubles in a vector register
//   TILE_I/TILE_J  columns x columns of Gram sums held in registers
//   TILE_M         columns of a block product held in registers
// `a * b + c` is contracted to a fused multiply-add where the level has one.
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

typedef double V __attribute__((vector_size(8 * WIDTH)));
typedef int64_t VI __attribute__((vector_size(8 * WIDTH)));

// memcpy: no alignment is promised, and the compiler makes one load of it.
INLINE V load(const double *p) { V v; memcpy(&v, p, sizeof v); return v; }
INLINE void store(double *p, V v) { memcpy(p, &v, sizeof v); }
INLINE V splat(double x) { return (V){} + x; }
INLINE V choose(VI mask, V a, V b) { return (V)((mask & (VI)a) | (~mask & (VI)b)); }
INLINE V absolute(V x) { return (V)((VI)x & INT64_C(0x7fffffffffffffff)); }
INLINE V load_tail(const double *p, size_t n) { V v = {}; memcpy(&v, p, n * sizeof(double)); return v; }

// Lanes are added in a fixed tree, so a sum depends on the level only.
INLINE double sum(V v) {
    double lanes[WIDTH];
    memcpy(lanes, &v, sizeof v);
    for (int half = WIDTH / 2; half > 0; half /= 2)
        for (int k = 0; k < half; k++) lanes[k] += lanes[k + half];
    return lanes[0];
}

// exp(x) for x <= 0, below 1 ulp; 0 below -708. Reduction by ln 2 in two parts (Cody and Waite), Taylor to degree 13.
INLINE V exp_nonpositive(V x) {
    const double shifter = 0x1.8p52;
    V clamped = choose(x < -708.0, splat(-708.0), x);
    V shifted = clamped * 0x1.71547652b82fep0 + shifter;
    V k = shifted - shifter;
    V r = (clamped - k * 0x1.62e42fefa0000p-1) - k * 0x1.cf79abc9e3b3ap-40;
    V q = splat(1.0 / 6227020800.0);
    q = q * r + 1.0 / 479001600.0;
    q = q * r + 1.0 / 39916800.0;
    q = q * r + 1.0 / 3628800.0;
    q = q * r + 1.0 / 362880.0;
    q = q * r + 1.0 / 40320.0;
    q = q * r + 1.0 / 5040.0;
    q = q * r + 1.0 / 720.0;
    q = q * r + 1.0 / 120.0;
    q = q * r + 1.0 / 24.0;
    q = q * r + 1.0 / 6.0;
    q = q * r + 0.5;
    V p = 1.0 + (r + (r * r) * q);
    V result = (V)((VI)p + ((VI)shifted << 52));
    return choose(x < -708.0, splat(0.0), result);
}

// log(1 + t) for 0 <= t <= 1 (fdlibm's log on f = t, or on (t - 1) / 2 with one ln 2 added where t > sqrt 2 - 1).
INLINE V log1p_unit(V t) {
    VI high = t > 0.41421356237309503;
    V f = choose(high, (t - 1.0) * 0.5, t);
    V k = choose(high, splat(1.0), splat(0.0));
    V s = f / (2.0 + f);
    V z = s * s;
    V r = splat(1.479819860511658591e-01);
    r = r * z + 1.531383769920937332e-01;
    r = r * z + 1.818357216161805012e-01;
    r = r * z + 2.222219843214978396e-01;
    r = r * z + 2.857142874366239149e-01;
    r = r * z + 3.999999999940941908e-01;
    r = r * z + 6.666666666666735130e-01;
    r = r * z;
    V half = 0.5 * f * f;
    return k * 6.93147180369123816490e-01 - ((half - (s * (half + r) + k * 1.90821492927058770002e-10)) - f);
}

typedef struct { V residual, curvature, loss; } Terms;

INLINE Terms logistic_terms(V eta, V y, V w) {
    V t = exp_nonpositive(-absolute(eta));
    V large = 1.0 / (1.0 + t);
    V small = t * large;
    VI positive = eta >= 0.0;
    V mu = choose(positive, large, small);
    V nu = choose(positive, small, large);
    Terms terms;
    // (1 - y) mu - y (1 - mu) is mu - y without its cancellation.
    terms.residual = w * ((1.0 - y) * mu - y * nu);
    terms.curvature = w * (large * small);
    terms.loss = w * ((choose(positive, eta, splat(0.0)) - y * eta) + log1p_unit(t));
    return terms;
}

double NAME(logistic)(size_t n, const double *eta, const double *y, const double *w, double *residual,
                      double *curvature) {
    V total = {};
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
        Terms terms = logistic_terms(load(eta + i), load(y + i), w ? load(w + i) : splat(1.0));
        store(residual + i, terms.residual);
        store(curvature + i, terms.curvature);
        total += terms.loss;
    }
    if (i < n) {
        // Weight 0 in the lanes beyond the end: they add nothing.
        double ones[WIDTH];
        for (int k = 0; k < WIDTH; k++) ones[k] = 1.0;
        V weight = load_tail(w ? w + i : ones, n - i);
        Terms terms = logistic_terms(load_tail(eta + i, n - i), load_tail(y + i, n - i), weight);
        memcpy(residual + i, &terms.residual, (n - i) * sizeof(double));
        memcpy(curvature + i, &terms.curvature, (n - i) * sizeof(double));
        total += terms.loss;
    }
    return sum(total);
}

INLINE V sigmoid_of(V x) {
    V t = exp_nonpositive(-absolute(x));
    V large = 1.0 / (1.0 + t);
    return choose(x != x, x, choose(x >= 0.0, large, t * large));
}

INLINE V softplus_of(V x) {
    V t = exp_nonpositive(-absolute(x));
    return choose(x != x, x, choose(x >= 0.0, x, splat(0.0)) + log1p_unit(t));
}

INLINE V square_root_of(V x) { return __builtin_elementwise_sqrt(x); }

#define MAPPED(name, function)                                              \
    void NAME(name)(size_t n, const double *in, double *out) {              \
        size_t i = 0;                                                       \
        for (; i + WIDTH <= n; i += WIDTH) store(out + i, function(load(in + i))); \
        if (i < n) {                                                        \
            V v = function(load_tail(in + i, n - i));                       \
            memcpy(out + i, &v, (n - i) * sizeof(double));                  \
        }                                                                   \
    }
MAPPED(sigmoid, sigmoid_of)
MAPPED(softplus, softplus_of)
MAPPED(square_root, square_root_of)

void NAME(add_product)(size_t rows, size_t count, const double *const *columns, size_t first, const double *centre,
                       const double *factor, double *eta) {
    size_t j = 0;
    for (; j + 4 <= count; j += 4) {
        const double *a = columns[j] + first, *b = columns[j + 1] + first;
        const double *c = columns[j + 2] + first, *d = columns[j + 3] + first;
        const double fa = factor[j], fb = factor[j + 1], fc = factor[j + 2], fd = factor[j + 3];
        const double ma = centre[j], mb = centre[j + 1], mc = centre[j + 2], md = centre[j + 3];
        size_t i = 0;
        for (; i + WIDTH <= rows; i += WIDTH) {
            V e = load(eta + i);
            e = (load(a + i) - ma) * fa + e;
            e = (load(b + i) - mb) * fb + e;
            e = (load(c + i) - mc) * fc + e;
            e = (load(d + i) - md) * fd + e;
            store(eta + i, e);
        }
        for (; i < rows; i++) {
            double e = (a[i] - ma) * fa + eta[i];
            e = (b[i] - mb) * fb + e;
            e = (c[i] - mc) * fc + e;
            eta[i] = (d[i] - md) * fd + e;
        }
    }
    for (; j < count; j++) {
        const double *a = columns[j] + first, f = factor[j], m = centre[j];
        size_t i = 0;
        for (; i + WIDTH <= rows; i += WIDTH) store(eta + i, (load(a + i) - m) * f + load(eta + i));
        for (; i < rows; i++) eta[i] = (a[i] - m) * f + eta[i];
    }
}

// Sums of four columns at once: one load of r serves four, and four chains hide the latency of the additions.
INLINE void transposed(const int lanes, size_t rows, const double *const *columns, size_t first, const double *centre,
                       const double *scale, const double *r, double *out) {
    V acc[4] = {};
    double tail[4] = {};
    size_t i = 0;
    for (; i + WIDTH <= rows; i += WIDTH) {
        V ri = load(r + i);
        for (int k = 0; k < lanes; k++) acc[k] = (load(columns[k] + first + i) - centre[k]) * ri + acc[k];
    }
    for (; i < rows; i++)
        for (int k = 0; k < lanes; k++) tail[k] += (columns[k][first + i] - centre[k]) * r[i];
    for (int k = 0; k < lanes; k++) out[k] += scale[k] * (sum(acc[k]) + tail[k]);
}

void NAME(add_transposed_product)(size_t rows, size_t count, const double *const *columns, size_t first,
                                  const double *centre, const double *scale, const double *r, double *out) {
    size_t j = 0;
    for (; j + 4 <= count; j += 4) transposed(4, rows, columns + j, first, centre + j, scale + j, r, out + j);
    for (; j < count; j++) transposed(1, rows, columns + j, first, centre + j, scale + j, r, out + j);
}

// high + low += a * b, exact but for the sum of the low parts (Dekker's product by fma, Knuth's sum). Every operation is a
// statement of its own: contraction must not fuse across them.
INLINE void add_exact_product(V a, V b, V *high, V *low) {
    V product = a * b;
    V product_error = __builtin_elementwise_fma(a, b, -product);
    V total = *high + product;
    V part = total - *high;
    V rest = total - part;
    V high_error = *high - rest;
    V product_left = product - part;
    V sum_error = high_error + product_left;
    *high = total;
    *low += sum_error + product_error;
}

void NAME(add_product_twofold)(size_t rows, size_t count, const double *const *columns, size_t first,
                               const double *centre, const double *factor, double *high, double *low) {
    for (size_t i = 0; i < rows; i += WIDTH) {
        size_t length = rows - i < WIDTH ? rows - i : WIDTH;
        V top = load_tail(high + i, length), bottom = load_tail(low + i, length);
        for (size_t j = 0; j < count; j++)
            add_exact_product(load_tail(columns[j] + first + i, length) - centre[j], splat(factor[j]), &top, &bottom);
        memcpy(high + i, &top, length * sizeof(double));
        memcpy(low + i, &bottom, length * sizeof(double));
    }
}

void NAME(add_transposed_product_twofold)(size_t rows, size_t count, const double *const *columns, size_t first,
                                          const double *centre, const double *r, double *high, double *low) {
    for (size_t j = 0; j < count; j++) {
        V top = {}, bottom = {};
        for (size_t i = 0; i < rows; i += WIDTH) {
            size_t length = rows - i < WIDTH ? rows - i : WIDTH;
            // Lanes beyond the end have r = 0.
            V x = load_tail(columns[j] + first + i, length) - centre[j];
            add_exact_product(x, load_tail(r + i, length), &top, &bottom);
        }
        V one = splat(1.0);
        for (int k = 0; k < WIDTH; k++) {
            V lane = {}, total = {high[j]}, error = {low[j] + bottom[k]};
            lane[0] = top[k];
            add_exact_product(lane, one, &total, &error);
            high[j] = total[0];
            low[j] = error[0];
        }
    }
}

void NAME(scale_block)(size_t rows, size_t count, const double *const *columns, size_t first, const double *centre,
                       const double *scale, const double *root, double *z, size_t stride) {
    const size_t gap = (bw_padded_rows(rows) - rows) * sizeof(double);
    memcpy(z, root, rows * sizeof(double));
    memset(z + rows, 0, gap);
    for (size_t j = 0; j < count; j++) {
        const double *x = columns[j] + first, m = centre[j], s = scale[j];
        double *out = z + (j + 1) * stride;
        size_t i = 0;
        for (; i + WIDTH <= rows; i += WIDTH) store(out + i, ((load(x + i) - m) * s) * load(root + i));
        for (; i < rows; i++) out[i] = ((x[i] - m) * s) * root[i];
        memset(out + rows, 0, gap);
    }
    for (size_t j = count + 1; j < bw_padded_columns(count + 1); j++)
        memset(z + j * stride, 0, bw_padded_rows(rows) * sizeof(double));
}

// TILE_I x TILE_J dot products of columns held in registers; only the pairs of the upper triangle are stored.
INLINE void gram_tile(size_t rows, const double *z, size_t stride, size_t i0, size_t j0, size_t count, double *gram) {
    V acc[TILE_J][TILE_I] = {};
    const double *a = z + i0 * stride, *b = z + j0 * stride;
    for (size_t r = 0; r < rows; r += WIDTH) {
        V left[TILE_I];
        _Pragma("unroll") for (int i = 0; i < TILE_I; i++) left[i] = load(a + (size_t)i * stride + r);
        _Pragma("unroll") for (int j = 0; j < TILE_J; j++) {
            V right = load(b + (size_t)j * stride + r);
            _Pragma("unroll") for (int i = 0; i < TILE_I; i++) acc[j][i] = left[i] * right + acc[j][i];
        }
    }
    _Pragma("unroll") for (int j = 0; j < TILE_J; j++) _Pragma("unroll") for (int i = 0; i < TILE_I; i++) {
        double value = sum(acc[j][i]);
        if (j0 + (size_t)j < count && i0 + (size_t)i <= j0 + (size_t)j)
            gram[i0 + (size_t)i + (j0 + (size_t)j) * count] += value;
    }
}

void NAME(add_gram)(size_t rows, size_t count, const double *z, size_t stride, double *gram) {
    // A panel of columns stays in cache while all columns before it pass by.
    enum { PANEL = 96 };
    size_t padded = bw_padded_rows(rows);
    for (size_t panel = 0; panel < count; panel += PANEL) {
        const size_t end = panel + PANEL < count ? panel + PANEL : count;
        for (size_t i0 = 0; i0 < end; i0 += TILE_I) {
            const size_t diagonal = i0 / TILE_J * TILE_J;
            for (size_t j0 = diagonal > panel ? diagonal : panel; j0 < end; j0 += TILE_J)
                gram_tile(padded, z, stride, i0, j0, count, gram);
        }
    }
}

// Eight rows x TILE_M columns of the product held in registers; a column of z meets TILE_M neighbouring factors.
void NAME(multiply_upper)(size_t rows, size_t count, const double *z, size_t stride, const double *t, double *out) {
    enum { PARTS = 8 / WIDTH };
    const size_t padded = bw_padded_rows(rows), columns = bw_padded_columns(count);
    for (size_t j0 = 0; j0 < columns; j0 += TILE_M) {
        const size_t depth = j0 + TILE_M < count ? j0 + TILE_M : count;
        for (size_t r = 0; r < padded; r += 8) {
            V acc[TILE_M][PARTS] = {};
            for (size_t k = 0; k < depth; k++) {
                const double *factors = t + k * columns + j0;
                V left[PARTS];
                _Pragma("unroll") for (int v = 0; v < PARTS; v++) left[v] = load(z + k * stride + r + v * WIDTH);
                _Pragma("unroll") for (int j = 0; j < TILE_M; j++) _Pragma("unroll") for (int v = 0; v < PARTS; v++)
                    acc[j][v] = left[v] * factors[j] + acc[j][v];
            }
            _Pragma("unroll") for (int j = 0; j < TILE_M; j++) _Pragma("unroll") for (int v = 0; v < PARTS; v++)
                store(out + (j0 + (size_t)j) * stride + r + v * WIDTH, acc[j][v]);
        }
    }
}

bw_moments_t NAME(moments)(size_t n, const double *x, const double *w, double shift) {
    V weight = {}, total = {}, squares = {}, largest = {}, poison = {};
    for (size_t i = 0; i < n; i += WIDTH) {
        size_t length = n - i < WIDTH ? n - i : WIDTH;
        V xi, wi = splat(1.0);
        if (length == WIDTH) {
            xi = load(x + i);
            if (w) wi = load(w + i);
        } else {
            double ones[WIDTH];
            for (int k = 0; k < WIDTH; k++) ones[k] = 1.0;
            xi = load_tail(x + i, length);
            wi = load_tail(w ? w + i : ones, length);
        }
        poison += xi * 0.0;  // NaN from NaN or infinity, and nothing else leaves zero
        V d = choose(wi > 0.0, xi - shift, splat(0.0));
        weight += wi;
        total = wi * d + total;
        squares = (wi * d) * d + squares;
        V size = absolute(d);
        largest = choose(size > largest, size, largest);
    }
    double peak = 0.0;
    for (int k = 0; k < WIDTH; k++) peak = largest[k] > peak ? largest[k] : peak;
    return (bw_moments_t){sum(weight), sum(total), sum(squares), peak, sum(poison) == 0.0};
}
