#ifndef BELLWETHER_CARROWADBC_H
#define BELLWETHER_CARROWADBC_H

#include <stddef.h>
#include <stdint.h>

// Arrow C data interface: the type of an array.
struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

// Arrow C data interface: the buffers of an array.
struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

// Arrow C stream interface: arrays of one type, one after another. A released array ends the stream.
struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

// ADBC 1.1. Strings are UTF-8 and end in a NUL.
typedef uint8_t AdbcStatusCode;

enum {
    ADBC_OK = 0, ADBC_UNKNOWN = 1, ADBC_NOT_IMPLEMENTED = 2, ADBC_NOT_FOUND = 3, ADBC_ALREADY_EXISTS = 4,
    ADBC_INVALID_ARGUMENT = 5, ADBC_INVALID_STATE = 6, ADBC_INVALID_DATA = 7, ADBC_INTEGRITY = 8, ADBC_INTERNAL = 9,
    ADBC_IO = 10, ADBC_CANCELLED = 11, ADBC_TIMEOUT = 12, ADBC_UNAUTHENTICATED = 13, ADBC_UNAUTHORIZED = 14
};

enum { ADBC_1_0_0 = 1000000, ADBC_1_1_0 = 1001000 };

struct AdbcDriver;

struct AdbcError {
    char *message;
    // INT32_MIN tells a driver of version 1.1 that the two last fields are there.
    int32_t vendor_code;
    char sqlstate[5];
    void (*release)(struct AdbcError *);
    void *private_data;
    struct AdbcDriver *private_driver;
};

struct AdbcDatabase { void *private_data; struct AdbcDriver *private_driver; };
struct AdbcConnection { void *private_data; struct AdbcDriver *private_driver; };
struct AdbcStatement { void *private_data; struct AdbcDriver *private_driver; };

typedef void (*AdbcUnused)(void);

// The table that a driver's entry point fills.
struct AdbcDriver {
    void *private_data;
    void *private_manager;
    AdbcStatusCode (*release)(struct AdbcDriver *, struct AdbcError *);
    AdbcStatusCode (*DatabaseInit)(struct AdbcDatabase *, struct AdbcError *);
    AdbcStatusCode (*DatabaseNew)(struct AdbcDatabase *, struct AdbcError *);
    AdbcStatusCode (*DatabaseSetOption)(struct AdbcDatabase *, const char *, const char *, struct AdbcError *);
    AdbcStatusCode (*DatabaseRelease)(struct AdbcDatabase *, struct AdbcError *);
    AdbcUnused ConnectionCommit;
    AdbcUnused ConnectionGetInfo;
    AdbcUnused ConnectionGetObjects;
    AdbcUnused ConnectionGetTableSchema;
    AdbcUnused ConnectionGetTableTypes;
    AdbcStatusCode (*ConnectionInit)(struct AdbcConnection *, struct AdbcDatabase *, struct AdbcError *);
    AdbcStatusCode (*ConnectionNew)(struct AdbcConnection *, struct AdbcError *);
    AdbcStatusCode (*ConnectionSetOption)(struct AdbcConnection *, const char *, const char *, struct AdbcError *);
    AdbcUnused ConnectionReadPartition;
    AdbcStatusCode (*ConnectionRelease)(struct AdbcConnection *, struct AdbcError *);
    AdbcUnused ConnectionRollback;
    AdbcUnused StatementBind;
    AdbcStatusCode (*StatementBindStream)(struct AdbcStatement *, struct ArrowArrayStream *, struct AdbcError *);
    AdbcStatusCode (*StatementExecuteQuery)(
        struct AdbcStatement *, struct ArrowArrayStream *, int64_t *, struct AdbcError *);
    AdbcUnused StatementExecutePartitions;
    AdbcUnused StatementGetParameterSchema;
    AdbcStatusCode (*StatementNew)(struct AdbcConnection *, struct AdbcStatement *, struct AdbcError *);
    AdbcUnused StatementPrepare;
    AdbcStatusCode (*StatementRelease)(struct AdbcStatement *, struct AdbcError *);
    AdbcStatusCode (*StatementSetOption)(struct AdbcStatement *, const char *, const char *, struct AdbcError *);
    AdbcStatusCode (*StatementSetSqlQuery)(struct AdbcStatement *, const char *, struct AdbcError *);
    AdbcUnused StatementSetSubstraitPlan;
    // From here on since 1.1; a driver of 1.0 leaves them alone.
    AdbcUnused ErrorGetDetailCount;
    AdbcUnused ErrorGetDetail;
    const struct AdbcError *(*ErrorFromArrayStream)(struct ArrowArrayStream *, AdbcStatusCode *);
    AdbcUnused DatabaseGetOptions[4];
    AdbcUnused DatabaseSetOptions[3];
    AdbcStatusCode (*ConnectionCancel)(struct AdbcConnection *, struct AdbcError *);
    AdbcUnused ConnectionGetOptions[4];
    AdbcUnused ConnectionGetStatistics;
    AdbcUnused ConnectionGetStatisticNames;
    AdbcUnused ConnectionSetOptions[3];
    AdbcStatusCode (*StatementCancel)(struct AdbcStatement *, struct AdbcError *);
    AdbcUnused StatementExecuteSchema;
    AdbcUnused StatementGetOptions[4];
    AdbcUnused StatementSetOptions[3];
};

// What a driver's shared object offers: fills the table, or refuses the version.
typedef AdbcStatusCode (*AdbcDriverInit)(int version, void *driver, struct AdbcError *error);

#endif
