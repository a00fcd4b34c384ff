import Hummingbird
import Identifiers

extension APIContext {
  /// The id in the path; nil when it is not one of that entity's ids.
  func pathID<Entity: Identified>(_: Entity.Type) -> ID<Entity>? {
    parameters.get("id").flatMap { ID($0) }
  }
}
