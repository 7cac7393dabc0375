using ControllerGateway.Models;
using Microsoft.Extensions.Caching.Memory;

namespace ControllerGateway.Services;

internal sealed class ConversationStore(IMemoryCache cache) : IConversationStore
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(6);

    public Task<IReadOnlyList<ChatMessage>> ReadAsync(Guid id, CancellationToken cancellationToken) =>
        Task.FromResult(cache.Get<IReadOnlyList<ChatMessage>>(id) ?? []);

    public async Task AppendAsync(Guid id, ChatMessage message, CancellationToken cancellationToken)
    {
        var before = await ReadAsync(id, cancellationToken);
        cache.Set<IReadOnlyList<ChatMessage>>(id, [.. before, message], new MemoryCacheEntryOptions { SlidingExpiration = Kept });
    }

    public bool TryRemove(Guid id)
    {
        if (!cache.TryGetValue(id, out _))
        {
            return false;
        }

        cache.Remove(id);
        return true;
    }
}
