import Exchange
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
}
