import Foundation
import Identifiers
import Testing

@testable import Store

struct SecretTests {
  @Test func `secrets are in no byte of the database's files`() async throws {
    try await withFolder { folder in
      let store = try await Store.open(folder: folder, masterKey: .testing, gathering: .zero)
      try await store.insert(Workspace(id: Sample.id(1), name: "One"))
      try await store.insert(Sample.agent(1, in: Sample.id(1)))
      try await store.insert(Sample.trunk(1, in: Sample.id(1)))
      func bytes() throws -> Data {
        try FileManager.default.contentsOfDirectory(atPath: folder).reduce(into: Data()) {
          $0.append(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $1)))
        }
      }
      let open = try bytes()
      #expect(open.range(of: Data("sip.example.com".utf8)) != nil, "the probe must see what is not secret")
      for secret in ["planted-model-key", "planted-sip-password", "planted-webhook-secret"] {
        #expect(open.range(of: Data(secret.utf8)) == nil)
      }
      try store.close()
      #expect(try bytes().range(of: Data("planted".utf8)) == nil)
    }
  }

  @Test func `a sealed secret opens only where it was sealed for, unchanged, with its key`() throws {
    let box = SecretBox(.testing)
    let sealed = try box.seal("secret", for: "here")
    #expect(box.open(sealed, for: "here") == "secret")
    #expect(box.open(sealed, for: "there") == nil)
    #expect(SecretBox(.other).open(sealed, for: "here") == nil)
    #expect(box.open(sealed.replacing("v1.", with: "v2."), for: "here") == nil)
    #expect(box.open(String(sealed.dropLast(4)) + "AAAA", for: "here") == nil)
    #expect(try box.seal("secret", for: "here") != sealed)
  }

  @Test func `the key file is made once, private, and read back`() async throws {
    try await withFolder { folder in
      let path = folder + "/master.key"
      let made = try MasterKey.load(orCreateAt: path)
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
      #expect(mode?.intValue == 0o600)
      #expect(try MasterKey.load(orCreateAt: path).key == made.key)
    }
  }

  @Test(arguments: ["", "abcd", String(repeating: "g", count: 64), String(repeating: "é", count: 64)])
  func `a key file that holds no key is refused`(text: String) async throws {
    try await withFolder { folder in
      let path = folder + "/master.key"
      #expect(
        FileManager.default.createFile(
          atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
      #expect(throws: StoreError.unusableMasterKey(path: path, reason: "it must hold 64 hexadecimal characters")) {
        try MasterKey.load(orCreateAt: path)
      }
    }
  }

  @Test func `a key file that others can read is refused`() async throws {
    try await withFolder { folder in
      let path = folder + "/master.key"
      _ = try MasterKey.load(orCreateAt: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
      #expect(throws: StoreError.unusableMasterKey(path: path, reason: "others can read it; run chmod 600 on it")) {
        try MasterKey.load(orCreateAt: path)
      }
    }
  }
}
