using TracedLlm.Testing.Waiting;

namespace TracedLlm.Testing.Otlp;

/// <summary>The posts of metrics or of logs to a receiver, and what was accepted.</summary>
internal sealed class OtlpSignal<T>(string path, OtlpDecode<T> decode, Func<T, string> describe)
{
    private readonly ArrivalLog<T> _items = new();
    private readonly ArrivalLog<ReceivedPost> _posts = new();

    public string Path { get; } = path;

    public IReadOnlyList<T> Items => _items.Snapshot();

    public IReadOnlyList<ReceivedPost> Posts => _posts.Snapshot();

    /// <summary>Decodes a body; the action keeps its items.</summary>
    /// <exception cref="InvalidDataException">The body is not an export request of the signal.</exception>
    public Action Decode(byte[] body)
    {
        var items = decode(body);
        return () => _items.Add(items);
    }

    public void Add(ReceivedPost post) => _posts.Add(post);

    /// <exception cref="TimeoutException">With the items that arrived.</exception>
    public Task<IReadOnlyList<T>> WaitForAsync(Func<IReadOnlyList<T>, bool> until, TimeSpan? timeout) => _items.WaitForAsync(
        until,
        timeout,
        items => $"{Posts.Count} posts to {Path}, {items.Count} items were accepted:\n{string.Join('\n', items.TakeLast(100).Select(describe))}");

    public Task<IReadOnlyList<ReceivedPost>> WaitForPostsAsync(Func<IReadOnlyList<ReceivedPost>, bool> until, TimeSpan? timeout) => _posts.WaitForAsync(
        until,
        timeout,
        posts => $"Posted to {Path}: {string.Join(", ", posts.Select(static post => $"{post.StatusCode} {post.Refusal}"))}");

    public void Clear()
    {
        _items.Clear();
        _posts.Clear();
    }
}
