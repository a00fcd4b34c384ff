/// Which database holds the store.
public enum StorePlace: Sendable, CustomStringConvertible {
  /// `trunkline.sqlite` in this folder, which is made when it is not there.
  case folder(String)
  case postgres(PostgresLocation)

  static let fileName = "trunkline.sqlite"

  /// What errors name.
  public var description: String {
    switch self {
    case .folder(let folder): folder + "/" + Self.fileName
    case .postgres(let location): "\(location)"
    }
  }

  /// Opens it as it is; the schema may be old or missing.
  func connect() async throws -> any SQLBackend {
    switch self {
    case .folder(let folder): try SQLiteBackend(folder: folder, file: Self.fileName)
    case .postgres(let location): try await PostgresBackend(location)
    }
  }
}
