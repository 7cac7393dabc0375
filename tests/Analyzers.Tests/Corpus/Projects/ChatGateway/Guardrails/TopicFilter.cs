using System.Collections.Frozen;

namespace ChatGateway.Guardrails;

internal sealed class TopicFilter(IConfiguration configuration)
{
    private readonly FrozenDictionary<string, string> _topics = configuration.GetSection("Topics").GetChildren()
        .SelectMany(topic => (topic.Value ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), (topic, word) => (word, topic.Key))
        .ToFrozenDictionary(pair => pair.word, pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    public string Name => "topics";

    public async Task<string?> MatchAsync(string text, CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var word in text.Split([' ', '\n', ',', '.', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_topics.TryGetValue(word, out var topic))
            {
                return topic;
            }
        }

        return null;
    }
}
