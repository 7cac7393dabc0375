using System.Collections.Concurrent;

namespace AgentDesk.Threads;

public sealed record NewThread(string Owner, string? Greeting);

public sealed record Turn(string Role, string Text, string? ToolCallId = null);

public sealed class ChatThread(string owner)
{
    private readonly List<Turn> _turns = [];

    public string Id { get; } = $"thread_{Guid.CreateVersion7():N}";

    public string Owner { get; } = owner;

    public IReadOnlyList<Turn> Turns
    {
        get
        {
            lock (_turns)
            {
                return [.. _turns];
            }
        }
    }

    public ConcurrentDictionary<string, string> Labels { get; } = new();

    public void Add(Turn turn)
    {
        lock (_turns)
        {
            _turns.Add(turn);
        }
    }
}

internal sealed class ThreadStore
{
    private readonly ConcurrentDictionary<string, ChatThread> _threads = new();

    public ChatThread Create(NewThread request)
    {
        var thread = new ChatThread(request.Owner);
        if (request.Greeting is { Length: > 0 } greeting)
        {
            thread.Add(new Turn("assistant", greeting));
        }

        return _threads.GetOrAdd(thread.Id, thread);
    }

    public ChatThread? Find(string id) => _threads.GetValueOrDefault(id);
}

public sealed class ToolLoopException(int rounds) : Exception($"The agent called tools for {rounds} rounds without an answer.");
