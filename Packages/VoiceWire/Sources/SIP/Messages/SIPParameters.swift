/// Parameters after `;` (or URI headers after `?`), in order; names compare without case.
public struct SIPParameters: Hashable, Sendable {
  public struct Parameter: Hashable, Sendable {
    public var name: String
    /// As written, quotes included; nil for a parameter without `=`.
    public var value: String?
  }

  public private(set) var list: [Parameter]

  public init(_ list: [Parameter] = []) {
    self.list = list
  }

  public var isEmpty: Bool { list.isEmpty }

  public func contains(_ name: String) -> Bool {
    list.indices.contains { list[$0].name.isSameToken(as: name) }
  }

  /// The value of a parameter without its quotes; nil when absent or without value. Setting keeps the place.
  public subscript(name: String) -> String? {
    get {
      for index in list.indices where list[index].name.isSameToken(as: name) {
        return list[index].value.map(FieldReader.unquoted)
      }
      return nil
    }
    set {
      guard let newValue else { return list.removeAll { $0.name.isSameToken(as: name) } }
      if let index = list.firstIndex(where: { $0.name.isSameToken(as: name) }) {
        list[index].value = newValue
      } else {
        list.append(Parameter(name: name, value: newValue))
      }
    }
  }

  public mutating func append(_ name: String, _ value: String? = nil) {
    // Most have one to three.
    if list.isEmpty { list.reserveCapacity(3) }
    list.append(Parameter(name: name, value: value))
  }

  func text(first: String, separator: String) -> String {
    var text = ""
    for (index, parameter) in list.enumerated() {
      text += index == 0 ? first : separator
      text += parameter.name
      if let value = parameter.value { text += "=" + value }
    }
    return text
  }
}

extension SIPParameters: CustomStringConvertible {
  public var description: String { text(first: ";", separator: ";") }
}

extension String {
  /// Tokens compare without case (RFC 3261 §7.3.1).
  func isSameToken(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    var (own, others) = (utf8.makeIterator(), other.utf8.makeIterator())
    while let byte = own.next(), let second = others.next() {
      guard byte == second || byte.asciiLower == second.asciiLower else { return false }
    }
    return true
  }
}

extension UInt8 {
  var asciiLower: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
