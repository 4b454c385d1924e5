/// The registry of SQL dialects.
public enum SQLDialects {
    /// Every dialect; the first is written where nobody asks.
    public static let all: [any SQLDialect.Type] = [
        DuckDBDialect.self,
        PostgreSQLDialect.self,
        SparkDialect.self,
        SQLiteDialect.self,
        SnowflakeDialect.self,
        BigQueryDialect.self,
        TrinoDialect.self,
    ]

    /// The entry of this name; nil where there is none.
    public static func named(_ name: String) -> (any SQLDialect.Type)? { all.first { $0.name == name } }
}
