/// A tenant: everything a key can see belongs to one workspace, and workspaces are strangers to one another.
public struct Workspace: Identified, Hashable, Sendable, Codable {
  public static let idPrefix = "ws"

  public var id: ID<Workspace>
  public var name: String

  public init(id: ID<Workspace>, name: String) {
    self.id = id
    self.name = name
  }
}
