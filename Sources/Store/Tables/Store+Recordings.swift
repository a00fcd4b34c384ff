public import Exchange
public import Identifiers

extension Store {
  /// Names the file of a recording that was made whole after a crash. Nothing happens when the record is gone.
  public func attachRecording(_ file: String, to id: ID<CallRecord>) async throws {
    _ = try await backend.write {
      try $0.execute("UPDATE conversations SET recording_file = $1 WHERE id = $2", [.text(file), .id(id)])
    }
  }
}
