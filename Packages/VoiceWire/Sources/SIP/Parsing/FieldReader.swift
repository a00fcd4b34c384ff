/// Reads the tokens, quoted strings and separators of a header value or URI. Never fails by itself: what is not there is
/// nil, and the position stays inside the bytes.
struct FieldReader {
  private let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int

  init(_ text: String) {
    bytes = Array(text.utf8)
    position = 0
    end = bytes.count
  }

  /// Reads what another reader has passed over.
  init(_ range: Range<Int>, of other: FieldReader) {
    bytes = other.bytes
    position = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { position >= end }
  var next: UInt8? { position < end ? bytes[position] : nil }

  mutating func skipSpaces() {
    while let byte = next, byte.isSIPSpace { position += 1 }
  }

  /// Takes the byte if it is the next one.
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  /// Takes the longest run of bytes that satisfy the condition.
  mutating func run(while condition: (UInt8) -> Bool) -> String {
    text(skip(while: condition))
  }

  /// Passes over the longest run of bytes that satisfy the condition, and says where it lies.
  mutating func skip(while condition: (UInt8) -> Bool) -> Range<Int> {
    let start = position
    while position < end, condition(bytes[position]) { position += 1 }
    return start..<position
  }

  /// Passes over `count` bytes, or as many as there are.
  mutating func skip(_ count: Int) -> Range<Int> {
    let start = position
    position += min(max(count, 0), end - position)
    return start..<position
  }

  /// What lies in a range that was passed over.
  func text(_ range: Range<Int>) -> String {
    String(bytes.span.extracting(range))
  }

  /// The range without the spaces around it.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (first, last) = (range.lowerBound, range.upperBound)
    while first < last, bytes[first].isSIPSpace { first += 1 }
    while last > first, bytes[last - 1].isSIPSpace { last -= 1 }
    return first..<last
  }

  /// Whether a byte of what is not yet read satisfies the condition.
  func contains(where condition: (UInt8) -> Bool) -> Bool {
    var index = position
    while index < end {
      if condition(bytes[index]) { return true }
      index += 1
    }
    return false
  }

  /// How far ahead the last such byte lies; nil when there is none.
  func distance(toLast byte: UInt8) -> Int? {
    var index = end
    while index > position {
      index -= 1
      if bytes[index] == byte { return index - position }
    }
    return nil
  }

  /// One or more token characters (RFC 3261 §25.1).
  mutating func token() -> String? {
    let range = skip { $0.isSIPToken }
    return range.isEmpty ? nil : text(range)
  }

  /// A quoted string at the position, quotes and escapes included; nil when it does not end.
  mutating func quotedString() -> String? {
    let start = position
    guard take(0x22) else { return nil }
    while let byte = next {
      position += 1
      if byte == 0x5C {
        guard !isAtEnd else { return nil }
        position += 1
      } else if byte == 0x22 {
        return String(decoding: bytes[start..<position], as: UTF8.self)
      }
    }
    return nil
  }

  /// All digits that stand here as a number, at most `Int.max`; nil when there are none, or more than `digits`.
  mutating func number(digits: Int = .max) -> Int? {
    let range = skip { $0.isDigit }
    guard !range.isEmpty, range.count <= digits else { return nil }
    var number = 0
    for index in range {
      let (tenfold, isTooMuch) = number.multipliedReportingOverflow(by: 10)
      let (sum, isTooMuchNow) = tenfold.addingReportingOverflow(Int(bytes[index] &- 0x30))
      number = isTooMuch || isTooMuchNow ? .max : sum
    }
    return number
  }

  mutating func remainder() -> String {
    run { _ in true }
  }

  /// `;name=value` until the end; empty parameters between semicolons are passed over. Nil when something else is there.
  mutating func parameters() -> SIPParameters? {
    var parameters = SIPParameters()
    while true {
      skipSpaces()
      if isAtEnd { return parameters }
      guard take(0x3B) else { return nil }
      skipSpaces()
      guard let name = token() else {
        if isAtEnd || next == 0x3B { continue }
        return nil
      }
      skipSpaces()
      guard take(0x3D) else {
        parameters.append(name)
        continue
      }
      skipSpaces()
      if next == 0x22 {
        guard let value = quotedString() else { return nil }
        parameters.append(name, value)
      } else {
        parameters.append(name, run { $0 != 0x3B && !$0.isSIPSpace })
      }
    }
  }
}

extension FieldReader {
  /// Splits at commas outside quotes and angle brackets; drops the spaces around each element.
  static func elements(of text: String) -> [String] {
    var elements: [String] = []
    appendElements(of: text, to: &elements)
    return elements
  }

  static func appendElements(of text: String, to list: inout [String]) {
    // Most lines hold one value, without spaces around it.
    guard text.utf8.withContiguousStorageIfAvailable({ $0.contains(0x2C) }) ?? text.utf8.contains(0x2C) else {
      let isTrimmed = text.utf8.first?.isSIPSpace == false && text.utf8.last?.isSIPSpace == false
      let value = isTrimmed ? text : trimmed(text.utf8)
      if !value.isEmpty { list.append(value) }
      return
    }
    list += split(text)
  }

  private static func split(_ text: String) -> [String] {
    var elements: [String] = []
    var element: [UInt8] = []
    var isQuoted = false
    var isEscaped = false
    var isBracketed = false
    for byte in text.utf8 {
      if isEscaped {
        isEscaped = false
      } else if isQuoted {
        if byte == 0x5C { isEscaped = true }
        if byte == 0x22 { isQuoted = false }
      } else if byte == 0x22 {
        isQuoted = true
      } else if byte == 0x3C {
        isBracketed = true
      } else if byte == 0x3E {
        isBracketed = false
      } else if byte == 0x2C, !isBracketed {
        elements.append(trimmed(element))
        element = []
        continue
      }
      element.append(byte)
    }
    let last = trimmed(element)
    if !last.isEmpty || !elements.isEmpty { elements.append(last) }
    return elements
  }

  static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String {
    guard let first = bytes.firstIndex(where: { !$0.isSIPSpace }),
      let last = bytes.lastIndex(where: { !$0.isSIPSpace })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }

  /// The text without its quotes and escapes, or as it is when it has none.
  static func unquoted(_ text: String) -> String {
    guard text.utf8.first == 0x22 else { return text }
    let bytes = Array(text.utf8)
    guard bytes.count >= 2, bytes.first == 0x22, bytes.last == 0x22 else { return text }
    guard bytes.contains(0x5C) else { return String(bytes.span.extracting(1..<bytes.count - 1)) }
    var plain: [UInt8] = []
    var isEscaped = false
    for byte in bytes.dropFirst().dropLast() {
      if byte == 0x5C, !isEscaped {
        isEscaped = true
      } else {
        plain.append(byte)
        isEscaped = false
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = [0x22]
    for byte in text.utf8 {
      if byte == 0x22 || byte == 0x5C { bytes.append(0x5C) }
      bytes.append(byte)
    }
    bytes.append(0x22)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `%41` becomes `A`; a percent sign without two digits stays.
  static func unescaped(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var plain: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == 0x25, index + 2 < bytes.count, let high = bytes[index + 1].hexDigit,
        let low = bytes[index + 2].hexDigit
      {
        plain.append(high << 4 | low)
        index += 3
      } else {
        plain.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// Escapes what may not stand in the header of a URI (RFC 3261 §25.1, hvalue).
  static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if byte.isLetter || byte.isDigit || Array("-_.!~*'()[]/?:+$".utf8).contains(byte) {
        bytes.append(byte)
      } else {
        bytes.append(contentsOf: "%".utf8)
        bytes.append(contentsOf: HexText.encode([byte]).uppercased().utf8)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
