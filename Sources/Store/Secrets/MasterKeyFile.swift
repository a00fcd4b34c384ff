import Foundation

/// The file of the master key, and the one beside it that holds the next key while secrets are being sealed anew.
///
/// The next key is on the disk before the database is changed, in one transaction, and takes the old one's place after:
/// wherever a rotation is cut off, one of the two files opens the database.
public struct MasterKeyFile: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  private var nextPath: String { path + ".next" }

  /// Opens the store with the key of the file, which is made when it is not there; else with the next key, whose rotation
  /// was cut off and is then finished.
  public func open(_ open: (MasterKey) async throws -> Store) async throws -> Store {
    let key = try MasterKey.load(orCreateAt: path)
    do { return try await open(key) } catch let error as StoreError {
      guard case .wrongMasterKey = error, FileManager.default.fileExists(atPath: nextPath) else { throw error }
      let store = try await open(try MasterKey.load(nextPath))
      do { try adoptNext() } catch {
        try? store.close()
        throw error
      }
      return store
    }
  }

  /// Seals every secret of the store under a new key and puts that in the place of the old one. Nobody else may use the
  /// store meanwhile; it is of no use afterwards and must be closed.
  ///
  /// - Parameter store: opened by ``open(_:)``, so that a next key that lies about is one that sealed nothing.
  /// - Returns: how many secrets there were.
  public func rotate(_ store: Store) async throws -> Int {
    if FileManager.default.fileExists(atPath: nextPath), unlink(nextPath) != 0 { throw unusable(nextPath) }
    let next = MasterKey.random()
    try next.save(to: nextPath)
    let count = try await store.reseal(under: next)
    try adoptNext()
    return count
  }

  private func adoptNext() throws(StoreError) {
    guard rename(nextPath, path) == 0 else { throw unusable(path) }
    MasterKey.flush(folderOf: path)
  }

  private func unusable(_ path: String) -> StoreError {
    .unusableMasterKey(path: path, reason: String(cString: strerror(errno)))
  }
}
