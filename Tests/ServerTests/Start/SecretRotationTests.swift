import Foundation
import Store
import Testing

@testable import Server

struct SecretRotationTests {
  private static let first = String(repeating: "1f", count: 32)
  private static let second = String(repeating: "2e", count: 32)

  @Test func `the key file is replaced, and the store opens with the new one`() async throws {
    try await withSettings { settings in
      try await DataFolder(settings).openStore().close()
      let before = try Data(contentsOf: settings.masterKeyFile)
      let said = try await SecretRotation(settings: settings).rotate()
      #expect(said.contains("sealed 0 secrets under a new key in \(settings.masterKeyFile.path)"))
      #expect(try Data(contentsOf: settings.masterKeyFile) != before)
      try await DataFolder(settings).openStore().close()
    }
  }

  @Test func `while a server runs nothing is rotated`() async throws {
    try await withSettings { settings in
      let lock = try DataFolder(settings).lock()
      let refused = await #expect(throws: StartError.self) { _ = try await SecretRotation(settings: settings).rotate() }
      #expect(refused?.message.contains("another server") == true)
      withExtendedLifetime(lock) {}
    }
  }

  @Test func `a key of the environment is replaced by another, each opening the store while both are given`()
    async throws
  {
    try await withSettings(["TRUNKLINE_MASTER_KEY": Self.first]) { settings in
      try await DataFolder(settings).openStore().close()
      #expect(!FileManager.default.fileExists(atPath: settings.masterKeyFile.path(percentEncoded: false)))
      let refused = await #expect(throws: StartError.self) { _ = try await SecretRotation(settings: settings).rotate() }
      #expect(refused?.message.contains("TRUNKLINE_PREVIOUS_MASTER_KEY") == true)

      var both = settings
      both.masterKey = MasterKey(hexadecimal: Self.second)
      both.previousMasterKey = settings.masterKey
      try await DataFolder(both).openStore().close()
      #expect(try await SecretRotation(settings: both).rotate().contains("can go"))
      #expect(try await SecretRotation(settings: both).rotate().contains("can go"), "once more does no harm")
      both.previousMasterKey = nil
      try await DataFolder(both).openStore().close()
      let old = await #expect(throws: StartError.self) { try await DataFolder(settings).openStore().close() }
      #expect(old?.message.contains("another master key") == true)
    }
  }

  @Test func `a master key that is none is refused and not repeated`() {
    for name in ["TRUNKLINE_MASTER_KEY", "TRUNKLINE_PREVIOUS_MASTER_KEY"] {
      let refused = #expect(throws: StartError.self) {
        _ = try Settings(SettingSources(file: nil, environment: [name: "hunter2"], flags: [:]))
      }
      #expect(refused?.message.contains("64 hexadecimal") == true)
      #expect(refused?.message.contains("hunter2") == false)
    }
  }
}
