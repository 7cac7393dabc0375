using ControllerGateway.Models;

namespace ControllerGateway.Services;

public interface IConversationStore
{
    Task<IReadOnlyList<ChatMessage>> ReadAsync(Guid id, CancellationToken cancellationToken);

    Task AppendAsync(Guid id, ChatMessage message, CancellationToken cancellationToken);

    bool TryRemove(Guid id);
}
