#include "levels.h"
#if defined(__x86_64__)
#include <math.h>
#include <stdint.h>
#include <string.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define NAME(x) bw_avx512_##x
#define WIDTH 8
#define TILE_I 4
#define TILE_J 6
#define TILE_M 12
#include "kernel_bodies.h"
#pragma clang attribute pop
#endif
