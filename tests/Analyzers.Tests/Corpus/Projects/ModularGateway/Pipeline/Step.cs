using System.Text.Json.Nodes;

namespace ModularGateway.Pipeline;

public delegate ValueTask<TOutput> Next<TInput, TOutput>(TInput input, CancellationToken cancellationToken);

public interface IStep<TInput, TOutput>
{
    ValueTask<TOutput> InvokeAsync(TInput input, Next<TInput, TOutput> next, CancellationToken cancellationToken);
}

public sealed record Call(LlmApi Api, JsonObject Body, string Caller)
{
    public string Model => Body["model"]?.GetValue<string>() ?? "default";

    public IDictionary<string, object?> Properties { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    public T? Get<T>(string name)
        where T : class => Properties.TryGetValue(name, out var value) ? value as T : null;
}

public abstract record Reply
{
    public sealed record Complete(JsonObject Body, int Status = 200) : Reply;

    public sealed record Streamed(IAsyncEnumerable<ReadOnlyMemory<byte>> Events) : Reply;

    public sealed record Refused(string Reason, int Status) : Reply;
}
