#include "CArrowADBC.h"

// The published sizes on 64-bit machines. A driver writes by them, so a wrong place here would be a wild pointer there.
_Static_assert(sizeof(void *) == 8, "64 bits");
_Static_assert(sizeof(struct ArrowSchema) == 72, "ArrowSchema");
_Static_assert(sizeof(struct ArrowArray) == 80, "ArrowArray");
_Static_assert(sizeof(struct ArrowArrayStream) == 40, "ArrowArrayStream");
_Static_assert(offsetof(struct AdbcError, sqlstate) == 12, "AdbcError.sqlstate");
_Static_assert(offsetof(struct AdbcError, private_data) == 32, "AdbcError of 1.0");
_Static_assert(sizeof(struct AdbcError) == 48, "AdbcError of 1.1");
_Static_assert(offsetof(struct AdbcDriver, ErrorGetDetailCount) == 29 * 8, "AdbcDriver of 1.0");
_Static_assert(offsetof(struct AdbcDriver, ConnectionCancel) == 39 * 8, "AdbcDriver.ConnectionCancel");
_Static_assert(offsetof(struct AdbcDriver, StatementCancel) == 49 * 8, "AdbcDriver.StatementCancel");
_Static_assert(sizeof(struct AdbcDriver) == 58 * 8, "AdbcDriver of 1.1");
