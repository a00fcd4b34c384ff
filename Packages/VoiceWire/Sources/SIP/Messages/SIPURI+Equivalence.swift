extension SIPURI {
  /// Whether both name the same thing (RFC 3261 §19.1.4): users by their unescaped text, hosts without case, a port only
  /// with the same port, and parameters that stand in one only where they change nothing.
  public func isEquivalent(to other: SIPURI) -> Bool {
    guard scheme == other.scheme, decodedUser == other.decodedUser, port == other.port,
      password.map(FieldReader.unescaped) == other.password.map(FieldReader.unescaped),
      host.lowercased() == other.host.lowercased(), opaque == other.opaque
    else { return false }
    return agrees(with: other) && other.agrees(with: self) && hasSameHeaders(as: other)
  }

  /// Parameters that must stand in both when they stand in one.
  private static let decisive = ["transport", "user", "ttl", "method", "maddr"]

  private func agrees(with other: SIPURI) -> Bool {
    parameters.list.allSatisfy { parameter in
      guard other.parameters.contains(parameter.name) else {
        return !Self.decisive.contains { $0.isSameToken(as: parameter.name) }
      }
      let (ours, theirs) = (parameters[parameter.name], other.parameters[parameter.name])
      return FieldReader.unescaped(ours ?? "").isSameToken(as: FieldReader.unescaped(theirs ?? ""))
    }
  }

  private func hasSameHeaders(as other: SIPURI) -> Bool {
    func sorted(_ uri: SIPURI) -> [String] {
      uri.headers.list.map { $0.name.lowercased() + "=" + FieldReader.unescaped($0.value ?? "") }.sorted()
    }
    return sorted(self) == sorted(other)
  }
}
