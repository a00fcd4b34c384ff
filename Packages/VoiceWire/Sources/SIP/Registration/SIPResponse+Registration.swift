extension SIPResponse {
  /// A header of whole seconds, with a comment and parameters or without (RFC 3261 §20.33).
  func seconds(in name: SIPHeaderName) -> Duration? {
    guard let text = headers[name] else { return nil }
    var reader = FieldReader(text)
    reader.skipSpaces()
    let digits = reader.run { $0.isDigit }
    return digits.utf8.count <= 10 ? Int64(digits).map { .seconds($0) } : nil
  }

  /// How long a 200 to REGISTER keeps the contact of the request (RFC 3261 §10.2.4): as that contact says, else as the
  /// Expires header says. Registrars that rewrite contacts are believed for the shortest. Nil when it says nothing.
  func grantedExpiry(of request: SIPRequest) -> Duration? {
    let contacts = headers.elements(.contact).compactMap { NameAddress($0) }
    let ours = request.headers[.contact].flatMap { NameAddress($0) }
    func expiry(_ contact: NameAddress) -> Duration? {
      guard let text = contact.parameters["expires"], text.utf8.count <= 10 else { return nil }
      return Int64(text).map { .seconds($0) }
    }
    let same = contacts.filter { contact in
      contact.uri.user == ours?.uri.user && contact.uri.hostPort == ours?.uri.hostPort
    }
    let stated = (same.isEmpty ? contacts : same).compactMap(expiry)
    return stated.min() ?? seconds(in: "Expires")
  }
}
