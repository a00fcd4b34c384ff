public import Crypto
import Foundation

/// The key that seals secrets in the store: 256 bits, kept in a file of its own outside the database.
public struct MasterKey: Sendable {
  let key: SymmetricKey

  public init(_ key: SymmetricKey) { self.key = key }

  public static func random() -> MasterKey { MasterKey(SymmetricKey(size: .bits256)) }

  /// Nil for anything but 64 hexadecimal characters.
  public init?(hexadecimal text: String) {
    guard let bytes = Self.bytes(text), bytes.count == 32 else { return nil }
    self.init(SymmetricKey(data: bytes))
  }

  /// Reads the key file, 64 hexadecimal characters, or makes it, readable by its owner only.
  ///
  /// - Throws: ``StoreError/unusableMasterKey(path:reason:)`` when it can be read by others, does not hold a key, or
  ///   cannot be made.
  public static func load(orCreateAt path: String) throws(StoreError) -> MasterKey {
    if FileManager.default.fileExists(atPath: path) { return try load(path) }
    let fresh = random()
    try fresh.save(to: path)
    return fresh
  }

  /// Makes the file, which must not be there; it is on the disk when this returns.
  func save(to path: String) throws(StoreError) {
    let text = key.withUnsafeBytes { $0.map { byte in Self.hex(byte) }.joined() } + "\n"
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard file >= 0 else { throw .unusableMasterKey(path: path, reason: String(cString: strerror(errno))) }
    defer { close(file) }
    let written = text.utf8CString.withUnsafeBufferPointer { write(file, $0.baseAddress, $0.count - 1) }
    guard written == text.utf8.count, fsync(file) == 0 else {
      throw .unusableMasterKey(path: path, reason: "it could not be written whole; is the disk full?")
    }
    Self.flush(folderOf: path)
  }

  /// A name that is made or moved is on the disk once its folder is.
  static func flush(folderOf path: String) {
    let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  static func load(_ path: String) throws(StoreError) -> MasterKey {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw .unusableMasterKey(path: path, reason: "it cannot be read")
    }
    let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? NSNumber
    if let mode, mode.intValue & 0o077 != 0 {
      throw .unusableMasterKey(path: path, reason: "others can read it; run chmod 600 on it")
    }
    guard let key = MasterKey(hexadecimal: text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw .unusableMasterKey(path: path, reason: "it must hold 64 hexadecimal characters")
    }
    return key
  }

  private static func hex(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return byte < 16 ? "0" + text : text
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count.isMultiple(of: 2), digits.allSatisfy({ $0 != nil }) else { return nil }
    let values = digits.compactMap { $0 }
    return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
  }
}
