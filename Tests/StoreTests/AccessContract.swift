import Exchange
import Foundation
import Identifiers
import Store
import Testing

struct AccessContract {
  @Test(arguments: BackEnd.allCases)
  func `a key is found by its hash and by nothing else`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      let key = APIKey(
        id: Sample.id(5), workspace: workspace, name: "first", hash: "ab12", hint: "sk_abcd…", createdAt: Sample.time)
      try await store.insert(key)
      #expect(try await store.key(hash: "ab12") == key)
      #expect(try await store.key(hash: "AB12") == nil)
      #expect(try await store.workspaces().map(\.id) == [workspace])
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `keys are listed with their scopes, newest first, and taken away only by their own workspace`(
    backEnd: BackEnd
  ) async throws {
    try await backEnd.withStore { store, workspace in
      let other = Workspace(id: Sample.id(90), name: "Two")
      try await store.insert(other)
      func key(_ number: UInt64, _ scopes: Set<AccessScope>, _ workspace: ID<Workspace>) -> APIKey {
        APIKey(
          id: Sample.id(number), workspace: workspace, name: "k\(number)", hash: "h\(number)", hint: "sk_…",
          scopes: scopes, createdAt: Sample.time)
      }
      let keys = [key(5, [.read], workspace), key(6, [.call, .write], workspace), key(7, [.read, .call], workspace)]
      for key in keys { try await store.insert(key) }
      try await store.insert(key(8, [], other.id))
      let first = try await store.keys(in: workspace, page: PageRequest(limit: 2))
      #expect(first.elements == [keys[2], keys[1]])
      let second = try await store.keys(in: workspace, page: PageRequest(limit: 2, after: first.next))
      #expect(second.elements == [keys[0]])
      #expect(second.next == nil)
      #expect(try await store.deleteKey(Sample.id(5), in: other.id) == false)
      #expect(try await store.deleteKey(Sample.id(5), in: workspace))
      #expect(try await store.deleteKey(Sample.id(5), in: workspace) == false)
      #expect(try await store.key(hash: "h5") == nil)
      #expect(try await store.key(hash: "h8")?.scopes == [])
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `the last use of a key never moves back`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      try await store.insert(
        APIKey(id: Sample.id(5), workspace: workspace, name: "k", hash: "h", hint: "sk_…", createdAt: Sample.time))
      let later = Sample.time.addingTimeInterval(60)
      try await store.noteUse(of: Sample.id(5), at: later)
      try await store.noteUse(of: Sample.id(5), at: Sample.time)
      #expect(try await store.key(hash: "h")?.lastUsedAt == later)
    }
  }
}
