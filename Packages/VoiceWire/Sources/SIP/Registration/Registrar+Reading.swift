extension Registrar {
  /// `*` stands alone and with Expires 0, or it is a mistake (RFC 3261 §10.3 step 6).
  func checkRemoval(of contacts: [String], _ request: SIPRequest) throws(SIPRejection) {
    guard contacts.count == 1, request.headers["Expires"].map({ FieldReader.trimmed(Array($0.utf8)) }) == "0" else {
      throw SIPRejection(400, "Contact * Needs Expires 0 And No Other")
    }
  }

  /// Within a Call-ID only a higher number changes a binding (RFC 3261 §10.3 step 7).
  func check(order essentials: RequestEssentials, against binding: ContactBinding) throws(SIPRejection) {
    guard binding.callID != essentials.callID || essentials.cSeq.number > binding.cSeq else {
      throw SIPRejection(400, "CSeq Out Of Order")
    }
  }

  /// A contact and how long it asks to be kept; zero removes it.
  func read(
    _ text: String, _ request: SIPRequest, _ essentials: RequestEssentials, path: [NameAddress], over flow: Flow,
    at now: Duration
  ) throws(SIPRejection) -> (binding: ContactBinding, lifetime: Duration) {
    guard var contact = NameAddress(text) else { throw SIPRejection(400, "Malformed Contact") }
    guard contact.uri.scheme == .sip || contact.uri.scheme == .sips else {
      throw SIPRejection(403, "Contact Is No SIP URI")
    }
    let lifetime = try lifetime(asked: contact.parameters["expires"] ?? request.headers["Expires"])
    let preference = Self.thousandths(contact.parameters["q"])
    contact.parameters["expires"] = nil
    contact.parameters["q"] = nil
    return (
      ContactBinding(
        contact: contact, preference: preference, callID: essentials.callID, cSeq: essentials.cSeq.number,
        until: now + lifetime, flow: flow, path: path), lifetime
    )
  }

  /// The registrar decides (RFC 3261 §10.3 step 7). What is no number counts as nothing said (§20.19).
  private func lifetime(asked text: String?) throws(SIPRejection) -> Duration {
    guard let text, text.utf8.count <= 10, let seconds = Int64(text), seconds >= 0 else {
      return configuration.standard
    }
    let asked = Duration.seconds(seconds)
    if asked > .zero, asked < configuration.shortest {
      throw SIPRejection(423, headers: ["Min-Expires": "\(configuration.shortest.components.seconds)"])
    }
    return min(asked, configuration.longest)
  }

  /// A `qvalue` (RFC 3261 §25.1) in thousandths; 1 when there is none.
  static func thousandths(_ text: String?) -> Int {
    guard let text, text.utf8.count <= 5 else { return 1000 }
    let parts = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = String(parts[0]).flatMap({ Int($0) }), whole == 0 || whole == 1 else {
      return 1000
    }
    guard whole == 0, parts.count == 2 else { return whole * 1000 }
    let digits = (String(parts[1]) ?? "") + "000"
    return Int(digits.prefix(3)) ?? 0
  }

  /// What a 200 tells: every binding with the time it has left (RFC 3261 §10.3 step 8), and Path where it is known
  /// (RFC 3327 §5.3).
  func answer(to request: SIPRequest, _ bindings: [ContactBinding], at now: Duration) -> SIPHeaders {
    var headers = SIPHeaders()
    for binding in bindings {
      var contact = binding.contact
      let left = (binding.until - now).components
      contact.parameters["expires"] = String(left.seconds + (left.attoseconds > 0 ? 1 : 0))
      if binding.preference < 1000 {
        let digits = String(binding.preference)
        contact.parameters["q"] = "0." + String(repeating: "0", count: 3 - digits.utf8.count) + digits
      }
      headers.append(.contact, "\(contact)")
    }
    if request.headers.elements(.supported).contains(where: { $0.isSameToken(as: "path") }) {
      for field in request.headers.all("Path") { headers.append(field) }
    }
    return headers
  }
}

extension ContactBinding {
  /// Whether this one takes the other's place: the same contact, or the same device registering anew (RFC 5626 §6).
  func replaces(_ other: ContactBinding) -> Bool {
    if contact.uri.isEquivalent(to: other.contact.uri) { return true }
    guard let instance, instance == other.instance else { return false }
    return contact.parameters["reg-id"] == other.contact.parameters["reg-id"]
  }
}
