/// The value of To, From, Contact, Route and their kin: a URI with a display name and parameters (RFC 3261 §20.10).
public struct NameAddress: Hashable, Sendable {
  /// Without quotes and escapes; nil when there is none.
  public var displayName: String?
  public var uri: SIPURI
  public var parameters: SIPParameters

  public init(displayName: String? = nil, uri: SIPURI, parameters: SIPParameters = SIPParameters()) {
    self.displayName = displayName
    self.uri = uri
    self.parameters = parameters
  }

  public var tag: String? {
    get { parameters["tag"] }
    set { parameters["tag"] = newValue }
  }
}

extension NameAddress: CustomStringConvertible {
  /// Always with angle brackets, so that parameters of URI and header cannot be mistaken.
  public var description: String {
    let name = displayName.map { FieldReader.quoted($0) + " " } ?? ""
    return name + "<\(uri)>" + parameters.description
  }
}
