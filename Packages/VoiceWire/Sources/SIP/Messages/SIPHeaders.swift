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

    init(_ name: SIPHeaderName, bytes: some Collection<UInt8>) {
      self.name = name
      // Nearly all values are ASCII, and telling that is cheaper than validating.
      if bytes.allSatisfy({ $0 < 0x80 }) {
        value = String(decoding: bytes, as: UTF8.self)
      } else if let text = String(validating: bytes, as: UTF8.self) {
        value = text
      } else {
        value = String(decoding: bytes, as: UTF8.self)
        octets = Array(bytes)
      }
    }

    /// The value, byte for byte.
    public var bytes: [UInt8] { octets ?? Array(value.utf8) }
  }

  public private(set) var fields: [Field]

  public init(_ fields: [Field] = []) {
    self.fields = fields
  }

  public init(dictionaryLiteral elements: (SIPHeaderName, String)...) {
    fields = elements.map { Field($0, $1) }
  }

  public var isEmpty: Bool { fields.isEmpty }

  /// The first value under the name. Setting replaces every value, at the place of the first; nil removes them.
  public subscript(name: SIPHeaderName) -> String? {
    get { fields.first { $0.name == name }?.value }
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

  public mutating func append(_ field: Field) {
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
    fields.filter { $0.name == name }
  }

  public func count(of name: SIPHeaderName) -> Int {
    fields.reduce(0) { $0 + ($1.name == name ? 1 : 0) }
  }

  /// The values of a comma separated header over all its lines; commas in quotes and angle brackets do not count
  /// (RFC 3261 §7.3.1).
  public func elements(_ name: SIPHeaderName) -> [String] {
    all(name).flatMap { FieldReader.elements(of: $0.value) }
  }
}
