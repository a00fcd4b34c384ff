/// The header fields of a message in their order; repeats, spellings and unknown fields are kept.
public struct SIPHeaders: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// One field as it stood in the message; folded lines are joined by one space (RFC 3261 §7.3.1).
  public struct Field: Hashable, Sendable {
    public var name: SIPHeaderName
    public private(set) var value: String
    /// The bytes of a value that is not UTF-8; nil when `value` says it all.
    private var octets: [UInt8]?

    public init(_ name: SIPHeaderName, _ value: String) {
      self.name = name
      self.value = value
    }

    /// - Parameter isASCII: whether that is known of the bytes, as it is of nearly all: it saves validating them.
    init(_ name: SIPHeaderName, bytes: Span<UInt8>, isASCII: Bool) {
      self.name = name
      value = String(bytes)
      if !isASCII { octets = bytes.withUnsafeBufferPointer { $0.elementsEqual(value.utf8) ? nil : Array($0) } }
    }

    /// The value, byte for byte.
    public var bytes: [UInt8] { octets ?? Array(value.utf8) }

    func append(to message: inout [UInt8]) {
      if let octets { message.append(contentsOf: octets) } else { message.append(contentsOf: value.utf8) }
    }
  }

  public private(set) var fields: [Field]

  /// As `fields[index].name == name`, which takes longer where they differ.
  private func isNamed(_ name: SIPHeaderName, _ index: Int) -> Bool {
    fields[index].name.sign == name.sign && (name.sign.isWhole || fields[index].name == name)
  }

  public init(_ fields: [Field] = []) {
    self.fields = fields
  }

  public init(dictionaryLiteral elements: (SIPHeaderName, String)...) {
    fields = elements.map { Field($0, $1) }
  }

  public var isEmpty: Bool { fields.isEmpty }

  /// The first value under the name. Setting replaces every value, at the place of the first; nil removes them.
  public subscript(name: SIPHeaderName) -> String? {
    get {
      for index in fields.indices where isNamed(name, index) { return fields[index].value }
      return nil
    }
    set {
      guard let newValue else { return fields.removeAll { $0.name == name } }
      guard let index = fields.firstIndex(where: { $0.name == name }) else {
        return fields.append(Field(name, newValue))
      }
      let first = Field(fields[index].name, newValue)
      fields.removeAll { $0.name == name }
      fields.insert(first, at: min(index, fields.count))
    }
  }

  public mutating func append(_ name: SIPHeaderName, _ value: String) {
    fields.append(Field(name, value))
  }

  /// Makes room for that many fields.
  mutating func reserve(_ count: Int) { fields.reserveCapacity(count) }

  public mutating func append(_ field: consuming Field) {
    fields.append(field)
  }

  public mutating func append(contentsOf other: SIPHeaders) {
    fields.append(contentsOf: other.fields)
  }

  /// Puts the field before all others of its name, or first of all.
  public mutating func prepend(_ name: SIPHeaderName, _ value: String) {
    let index = fields.firstIndex { $0.name == name } ?? 0
    fields.insert(Field(name, value), at: index)
  }

  /// Changes the first value under the name and leaves its repeats alone.
  public mutating func replaceFirst(_ name: SIPHeaderName, with value: String) {
    guard let index = fields.firstIndex(where: { $0.name == name }) else { return append(name, value) }
    fields[index] = Field(fields[index].name, value)
  }

  /// All fields of the name, in order.
  public func all(_ name: SIPHeaderName) -> [Field] {
    var found: [Field] = []
    for index in fields.indices where isNamed(name, index) { found.append(fields[index]) }
    return found
  }

  public func count(of name: SIPHeaderName) -> Int {
    var count = 0
    for index in fields.indices where isNamed(name, index) { count += 1 }
    return count
  }

  /// The values of a comma separated header over all its lines; commas in quotes and angle brackets do not count
  /// (RFC 3261 §7.3.1).
  public func elements(_ name: SIPHeaderName) -> [String] {
    var found: [String] = []
    for index in fields.indices where isNamed(name, index) {
      FieldReader.appendElements(of: fields[index].value, to: &found)
    }
    return found
  }
}
