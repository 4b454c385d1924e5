#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "CKernels.h"
#include <dlfcn.h>

// Looked up at run time, not linked: Debian's alternatives decide which library answers, long after the build.
const char *bw_blas_path(void) {
    void *symbol = dlsym(RTLD_DEFAULT, "dgemm_");
    Dl_info info;
    return symbol && dladdr(symbol, &info) ? info.dli_fname : 0;
}

const char *bw_openblas_config(void) {
    char *(*config)(void) = (char *(*)(void))dlsym(RTLD_DEFAULT, "openblas_get_config");
    return config ? config() : 0;
}

int bw_set_blas_threads(int threads) {
    void (*set)(int) = (void (*)(int))dlsym(RTLD_DEFAULT, "openblas_set_num_threads");
    if (set) set(threads);
    return set != 0;
}
