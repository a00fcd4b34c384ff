import Identifiers

extension Store {
  /// What the database keeps to know its key by.
  static let sealPlace = "settings.seal"
  static let sealText = "trunkline"

  /// Seals every secret under another key, all or none of them. This store keeps its old key and reads no secret any more.
  ///
  /// - Returns: how many secrets there were.
  /// - Throws: when one of them does not open; then nothing is changed.
  public func reseal(under key: MasterKey) async throws -> Int {
    let next = SecretBox(key)
    return try await backend.write { [box] database in
      var count = 0
      for column in SealedColumn.all {
        let rows = try database.rows(
          column.table, "SELECT id, \(column.column) FROM \(column.table) WHERE \(column.column) IS NOT NULL", [])
        for row in rows {
          guard let id = try row.optionalULID("id") else { throw row.unreadable("id") }
          let place = column.place(id)
          guard let secret = box.open(try row.text(column.column), for: place) else {
            throw row.unreadable(column.column)
          }
          try database.execute(
            "UPDATE \(column.table) SET \(column.column) = $1 WHERE id = $2",
            [.text(try next.seal(secret, for: place)), .id(id)])
          count += 1
        }
      }
      try database.execute(
        "UPDATE settings SET value = $1 WHERE name = 'seal'",
        [.text(try next.seal(Self.sealText, for: Self.sealPlace))])
      return count
    }
  }
}
