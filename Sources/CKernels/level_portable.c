#include "levels.h"
#define NAME(x) bw_portable_##x
#define WIDTH 2
#define TILE_I 3
#define TILE_J 4
#define TILE_M 3
#include "kernel_bodies.h"
