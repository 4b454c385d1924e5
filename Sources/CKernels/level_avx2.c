#include "levels.h"
#if defined(__x86_64__)
// Only functions after this line: the headers' own inline functions keep the base target.
#include <math.h>
#include <stdint.h>
#include <string.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(x) bw_avx2_##x
#define WIDTH 4
#define TILE_I 3
#define TILE_J 4
#define TILE_M 6
#include "kernel_bodies.h"
#pragma clang attribute pop
#endif
