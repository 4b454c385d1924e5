#pragma once
#include <stddef.h>
// Prototypes of the LAPACK routines used (Fortran ABI: all by reference; one trailing size_t a CHARACTER argument).
typedef int lapack_int;
void dpotrf_(const char *uplo, const lapack_int *n, double *a, const lapack_int *lda, lapack_int *info, size_t);
void dpotrs_(const char *uplo, const lapack_int *n, const lapack_int *nrhs, const double *a, const lapack_int *lda,
             double *b, const lapack_int *ldb, lapack_int *info, size_t);
void dpotri_(const char *uplo, const lapack_int *n, double *a, const lapack_int *lda, lapack_int *info, size_t);
void dpocon_(const char *uplo, const lapack_int *n, const double *a, const lapack_int *lda, const double *anorm,
             double *rcond, double *work, lapack_int *iwork, lapack_int *info, size_t);
void dgeqp3_(const lapack_int *m, const lapack_int *n, double *a, const lapack_int *lda, lapack_int *jpvt, double *tau,
             double *work, const lapack_int *lwork, lapack_int *info);
void dpstrf_(const char *uplo, const lapack_int *n, double *a, const lapack_int *lda, lapack_int *piv,
             lapack_int *rank, const double *tol, double *work, lapack_int *info, size_t);
void dsyevr_(const char *jobz, const char *range, const char *uplo, const lapack_int *n, double *a,
             const lapack_int *lda, const double *vl, const double *vu, const lapack_int *il, const lapack_int *iu,
             const double *abstol, lapack_int *m, double *w, double *z, const lapack_int *ldz, lapack_int *isuppz,
             double *work, const lapack_int *lwork, lapack_int *iwork, const lapack_int *liwork, lapack_int *info,
             size_t, size_t, size_t);
